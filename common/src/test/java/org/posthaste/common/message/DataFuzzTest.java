package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.posthaste.common.fuzz.Fragments;
import org.posthaste.common.io.DotDecoder;

/** Message data with dots decodes to the same octets, and to the same end, however it is cut. */
class DataFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "data.dict")
    void fuzz(byte[] octets) {
        ByteArrayOutputStream once = new ByteArrayOutputStream();
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        DotDecoder whole = new DotDecoder();
        DotDecoder cut = new DotDecoder();
        decode(whole, octets, once);
        Fragments.of(octets, piece -> decode(cut, piece, pieces));
        assertThat(pieces.toByteArray()).isEqualTo(once.toByteArray());
        assertThat(cut.ended()).isEqualTo(whole.ended());
        assertThat(cut.bareLf()).isEqualTo(whole.bareLf());
        assertThat(cut.bareCr()).isEqualTo(whole.bareCr());
    }

    private static void decode(DotDecoder decoder, byte[] octets, ByteArrayOutputStream into) {
        try {
            decoder.decode(octets, 0, octets.length, into::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
