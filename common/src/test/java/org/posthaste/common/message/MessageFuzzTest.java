package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.posthaste.common.fuzz.Fragments;
import org.posthaste.common.io.ByteSource;

/** Whatever the octets of a message: no exception, bounded results that the grammar of IMAP allows, and the same result for every fragmentation. */
class MessageFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "message.dict")
    void fuzz(byte[] octets) {
        MessageParser whole = new MessageParser();
        whole.accept(octets, 0, octets.length);
        ParsedMessage parsed = whole.finish();
        byte[] rendered = parsed.render(new byte[0]);
        MessageParser cut = new MessageParser();
        Fragments.of(octets, piece -> cut.accept(piece, 0, piece.length));
        assertThat(cut.finish().render(new byte[0])).isEqualTo(rendered);
        assertThat(rendered.length).isLessThan(8 << 20);
        RenderedMessage message = RenderedMessage.decode(rendered);
        ImapGrammar.envelope(message.envelope());
        ImapGrammar.body(message.bodyStructure(), true);
        ImapGrammar.body(message.body(), false);
        assertThat(message.size()).isEqualTo(octets.length);
        ThreadRoot.of(message);
        decode(ByteSource.of(octets), message.parts().root());
    }

    private static void decode(ByteSource octets, PartIndex.Part part) {
        assertThat(part.bodyOffset() + part.bodySize()).isLessThanOrEqualTo(octets.size());
        if (!part.children().isEmpty()) {
            decode(octets, part.children().get(0));
            return;
        }
        try {
            DecodedSource decoded = DecodedSource.of(octets.slice(part.bodyOffset(), part.bodySize()), part.encoding());
            assertThat(decoded.toByteArray()).hasSize((int) decoded.size());
            assertThat(decoded.size()).isLessThanOrEqualTo(part.bodySize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
