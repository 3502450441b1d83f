package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.posthaste.imap.fetch.MessageUrl;

/** Whatever a mailbox name or URL holds: it is decoded or refused, and what was decoded is written as it was (RFC 3501 §5.1.3). */
class NameFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "name.dict")
    void fuzz(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        Optional<String> decoded = MailboxNameCodec.decode(text);
        decoded.ifPresent(name -> assertThat(MailboxNameCodec.encode(name)).isEqualTo(text));
        boolean wellFormed = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (wellFormed) {
            assertThat(MailboxNameCodec.decode(MailboxNameCodec.encode(text))).contains(text);
        }
        MessageUrl.parse(text);
    }
}
