package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.HeaderBlock.Field;

class HeaderBlockTest {
    @Test
    void fieldsKeepTheirOctetsAndOrder() {
        HeaderBlock header = parse("B: 1\r\nA: 2\r\n folded\r\nb : 3\nno field\r\n\r\nbody: x\r\n");
        assertThat(header.fields()).extracting(Field::name).containsExactly("B", "A", "b", "");
        assertThat(header.fields())
                .extracting(f -> new String(f.raw(), StandardCharsets.US_ASCII))
                .containsExactly("B: 1\r\n", "A: 2\r\n folded\r\n", "b : 3\n", "no field\r\n");
        assertThat(header.all("b")).extracting(Field::body).containsExactly("1", "3");
        assertThat(header.first("a").orElseThrow().body()).isEqualTo("2 folded");
        assertThat(header.first("body")).isEmpty();
        assertThat(header.first("")).isEmpty();
        assertThat(header.fields().get(3).body()).isEqualTo("no field");
    }

    @Test
    void bodiesAreUtf8WhereTheyCanBe() {
        assertThat(parse("A: \u00c3\u00bc\r\nB: \u00fc\r\n")
                        .first("A")
                        .orElseThrow()
                        .body())
                .isEqualTo("\u00fc");
        assertThat(parse("A: \u00c3\u00bc\r\nB: \u00fc\r\n")
                        .first("B")
                        .orElseThrow()
                        .body())
                .isEqualTo("\u00fc");
    }

    @Test
    void oddFoldingIsUnfolded() {
        assertThat(parse("A:\r\n x\r\n\ty \r\n \r\n").first("A").orElseThrow().body())
                .isEqualTo("x\ty");
        assertThat(parse("A: x\ry\r\n").first("A").orElseThrow().body()).isEqualTo("x y");
        assertThat(parse("A: x").first("A").orElseThrow().body()).isEqualTo("x");
        assertThat(parse("A:").first("A").orElseThrow().body()).isEmpty();
        assertThat(parse("A: x\r").first("A").orElseThrow().body()).isEqualTo("x");
        assertThat(parse(" y\r\nA: x\r\n").fields()).extracting(Field::name).containsExactly("", "A");
    }

    @Test
    void namesAreWhatTheStandardAllows() {
        assertThat(parse("Two Words: x\r\n:\r\n\u00fc: x\r\nA_b/c: x\r\nFrom a@b Mon Jan 1 00:00:00 2024\r\n")
                        .fields())
                .extracting(Field::name)
                .containsExactly("", "", "", "A_b/c", "");
    }

    private static HeaderBlock parse(String header) {
        return HeaderBlock.parse(header.getBytes(StandardCharsets.ISO_8859_1));
    }
}
