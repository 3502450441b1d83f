package org.posthaste.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthaste.common.io.ByteSource;

class HeaderFieldFilterTest {
    private static String choose(String header, boolean wanted, String... names) throws IOException {
        ByteSource source = ByteSource.of(header.getBytes(StandardCharsets.ISO_8859_1));
        return new String(
                HeaderFieldFilter.choose(source, List.of(names), wanted).toByteArray(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void fieldsComeWithTheirFoldedLinesInTheirOrder() throws IOException {
        String header = "A: 1\r\n\tmore\r\nb: 2\r\na : 3\r\nAb: 4\r\n\r\n";
        assertThat(choose(header, true, "A")).isEqualTo("A: 1\r\n\tmore\r\na : 3\r\n\r\n");
        assertThat(choose(header, false, "A")).isEqualTo("b: 2\r\nAb: 4\r\n\r\n");
        assertThat(choose(header, true, "NONE")).isEqualTo("\r\n");
    }

    @Test
    void lineThatIsNoFieldBelongsToTheOthers() throws IOException {
        String header = "From someone\r\nA: 1\r\n \r\n\r\n";
        assertThat(choose(header, true, "A", "FROM")).isEqualTo("A: 1\r\n \r\n\r\n");
        assertThat(choose(header, false, "A")).isEqualTo("From someone\r\n\r\n");
    }

    @Test
    void foldedLineBeforeTheFirstFieldBelongsToTheOthers() throws IOException {
        String header = " from nowhere\r\nA: 1\r\n\r\n";
        assertThat(choose(header, false, "A")).isEqualTo(" from nowhere\r\n\r\n");
        assertThat(choose(header, true, "A")).isEqualTo("A: 1\r\n\r\n");
    }

    @Test
    void headerThatBreaksOffIsEnded() throws IOException {
        assertThat(choose("A: 1", true, "A")).isEqualTo("A: 1\r\n\r\n");
        assertThat(choose("A", true, "A")).isEqualTo("\r\n");
        assertThat(choose("", true, "A")).isEqualTo("\r\n");
        assertThat(choose("A: 1\nB: 2\n\n", true, "B")).isEqualTo("B: 2\n\r\n");
    }
}
