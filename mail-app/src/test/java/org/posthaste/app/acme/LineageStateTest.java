package org.posthaste.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.acme.LineageState.TextRecord;
import org.posthaste.app.acme.LineageState.Time;
import org.posthaste.app.acme.LineageState.Word;

class LineageStateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void everythingComesBackFromItsFile() throws Exception {
        LineageState state = new LineageState();
        state.failed();
        state.set(Time.NEXT_TRY, NOW);
        state.set(Word.ERROR, "no connection");
        state.set(Word.ORDER, "https://ca.example/order/1");
        state.refuse("a.example.org", "CAA", NOW.plusSeconds(60));
        state.skip(Map.of("b.example.org", "has no address in the DNS"));
        state.setRecords(List.of(new TextRecord("_acme-challenge.c.example.org", "x")));
        Path file = folder.resolve("a.json");
        state.write(file);
        LineageState read = LineageState.read(file);
        assertThat(read.json()).isEqualTo(state.json());
        assertThat(read.failures()).isEqualTo(1);
        assertThat(read.past(Time.NEXT_TRY, NOW)).isTrue();
        assertThat(read.refused(NOW)).containsOnlyKeys("a.example.org");
        assertThat(read.refused(NOW.plusSeconds(60))).isEmpty();
        assertThat(read.json().has("nextTry")).isTrue();
    }

    @Test
    void afterSuccessOnlyTheWayThatWorkedIsKept() {
        LineageState state = new LineageState();
        state.failed();
        state.set(Word.CHALLENGE, "http-01");
        state.set(Word.ERROR, "x");
        state.set(Time.NEXT_TRY, NOW);
        state.succeeded(NOW.plusSeconds(1));
        assertThat(state.failures()).isZero();
        assertThat(state.get(Word.CHALLENGE)).isEqualTo("http-01");
        assertThat(state.has(Word.ERROR)).isFalse();
        assertThat(state.at(Time.NEXT_TRY)).isEmpty();
        assertThat(state.at(Time.RENEW)).contains(NOW.plusSeconds(1));
    }

    @Test
    void aFileThatWasCutOffIsAsIfThereWereNone() throws Exception {
        Path file = folder.resolve("a.json");
        Files.writeString(file, "{\"failures\": 3, \"nextTry\": \"yester");
        assertThat(LineageState.read(file).failures()).isZero();
        Files.writeString(file, "{\"failures\": 3, \"nextTry\": \"yesterday\"}");
        assertThat(LineageState.read(file).failures()).isZero();
    }
}
