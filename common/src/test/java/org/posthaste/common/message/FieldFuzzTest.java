package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever stands in a header field: addresses, dates, encoded words and parameters are read without an exception, and bounded. */
class FieldFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "field.dict")
    void fuzz(byte[] octets) {
        String body = new String(octets, StandardCharsets.ISO_8859_1);
        assertThat(AddressList.parse(body)).hasSizeLessThanOrEqualTo(AddressList.MAX_ENTRIES + 1);
        MessageDate.parse(body);
        EncodedWords.decode(body);
        MimeField.parse(body);
        HeaderBlock.parse(octets);
    }
}
