package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a key record says: a key, or one sentence why not. */
class KeyRecordFuzzTest {
    private static final PublicKeys KEYS = new PublicKeys();

    @FuzzTest
    @DictionaryFile(resourcePath = "tags.dict")
    void fuzz(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        try {
            DkimKeyRecord record = DkimKeyRecord.parse(text);
            for (SigningKey.Algorithm algorithm : SigningKey.Algorithm.values()) {
                assertThat(KEYS.key(algorithm, record.keyData()).bits()).isBetween(256, 8192);
            }
        } catch (InvalidSignatureException e) {
            assertThat(e.reason()).hasSizeLessThan(500).matches("[ -~]*");
        }
    }
}
