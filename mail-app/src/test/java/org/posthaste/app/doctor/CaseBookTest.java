package org.posthaste.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.doctor.CaseBook.Change;
import org.posthaste.app.doctor.CaseBook.Kind;

class CaseBookTest {
    private static final String PTR = "PTR 192.0.2.1";

    @TempDir
    Path folder;

    private final List<Change> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private CaseBook book = new CaseBook();

    private static Finding wrong(String found) {
        return Finding.wrong(Area.ADDRESSES, PTR, found, "mend it");
    }

    private static Finding right() {
        return Finding.right(Area.ADDRESSES, PTR, "fine");
    }

    /** An examination an hour after the last. */
    private List<Kind> examine(Finding... findings) {
        now = now.plus(Duration.ofHours(1));
        List<Change> changes = book.note(List.of(findings), now);
        told.addAll(changes);
        return changes.stream().map(Change::kind).toList();
    }

    @Test
    void whatLastsIsToldOnce() {
        assertThat(examine(wrong("no name"))).isEmpty();
        assertThat(book.pending()).isTrue();
        assertThat(examine(wrong("no name"))).containsExactly(Kind.BEGAN);
        assertThat(told.get(0).since()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(book.pending()).isFalse();
        assertThat(examine(wrong("another text"))).isEmpty();
        assertThat(examine(wrong("no name"))).isEmpty();
    }

    @Test
    void whatComesAndGoesIsNeverTold() {
        for (int i = 0; i < 5; i++) {
            assertThat(examine(wrong("no name"))).isEmpty();
            assertThat(examine(right())).isEmpty();
            assertThat(book.pending()).isFalse();
        }
    }

    @Test
    void whatWasToldIsToldWhenItIsMendedForGood() {
        examine(wrong("no name"));
        examine(wrong("no name"));
        assertThat(examine(right())).isEmpty();
        assertThat(book.pending()).isTrue();
        assertThat(examine(wrong("no name"))).isEmpty();
        assertThat(examine(right())).isEmpty();
        assertThat(examine(right())).containsExactly(Kind.ENDED);
        assertThat(examine(right())).isEmpty();
        assertThat(book.all()).isEmpty();
    }

    @Test
    void silenceChangesNothing() {
        examine(wrong("no name"));
        assertThat(examine(Finding.unknown(Area.ADDRESSES, PTR, "no answer"))).isEmpty();
        assertThat(examine(Finding.skipped(Area.ADDRESSES, PTR, "no server"))).isEmpty();
        assertThat(examine(wrong("no name"))).containsExactly(Kind.BEGAN);
        assertThat(examine(Finding.unknown(Area.ADDRESSES, PTR, "no answer"))).isEmpty();
        assertThat(examine(wrong("no name"))).isEmpty();
    }

    @Test
    void anotherRecordIsAnotherMistake() {
        Finding first = Finding.wrong(Area.RECEIVING, "MX example.org", "10 a.", "");
        Finding second = Finding.wrong(Area.RECEIVING, "MX example.org", "10 b.", "");
        examine(first);
        assertThat(examine(first)).containsExactly(Kind.BEGAN);
        assertThat(examine(second)).isEmpty();
        assertThat(examine(second)).containsExactly(Kind.CHANGED);
    }

    @Test
    void whatIsFoundOnlyWhileItIsWrongEndsWhenItIsNotFound() {
        Finding port = Finding.wrong(Area.REACHABILITY, "Port smtp 25", "closed", "");
        examine(port);
        assertThat(examine(port)).containsExactly(Kind.BEGAN);
        Finding ports = Finding.right(Area.REACHABILITY, "Ports", "all");
        assertThat(examine(Finding.skipped(Area.REACHABILITY, "Ports", "no server")))
                .isEmpty();
        assertThat(examine(ports)).isEmpty();
        assertThat(examine(ports)).containsExactly(Kind.ENDED);
    }

    @Test
    void twoLooksAtOnceAreOne() {
        examine(wrong("no name"));
        assertThat(book.note(List.of(wrong("no name")), now.plusSeconds(60))).isEmpty();
        assertThat(examine(wrong("no name"))).containsExactly(Kind.BEGAN);
    }

    @Test
    void itIsRememberedBetweenStarts() throws Exception {
        CaseFile file = new CaseFile(folder.resolve("doctor.json"));
        examine(wrong("no name"), Finding.wrong(Area.SAFETY, "Open relay", "open", ""));
        file.write(book);
        book = file.read();
        assertThat(examine(wrong("no name"))).containsExactly(Kind.BEGAN);
        file.write(book);
        book = file.read();
        assertThat(examine(wrong("no name"))).isEmpty();
        Files.writeString(folder.resolve("doctor.json"), "{ broken");
        assertThat(file.read().all()).isEmpty();
    }
}
