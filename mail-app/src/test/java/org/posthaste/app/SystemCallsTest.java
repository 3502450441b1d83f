package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness of {@link FlushBeforePromiseIT} must be able to say no. */
class SystemCallsTest {
    private static final String REQUEST = "7  read(9<socket:[1]>, \"request\\r\\n\", 512) = 9";
    private static final String WRITE = "8  pwrite64(5</data/a.pack>, \"...\", 10, 0) = 10";
    private static final String FORCE = "8  fdatasync(5</data/a.pack>) = 0";
    private static final String OTHER_FORCE = "8  fdatasync(6</data/b.pack>) = 0";
    private static final String FORCE_BEGINS = "8  fdatasync(5</data/a.pack> <unfinished ...>";
    private static final String FORCE_ENDS = "8  <... fdatasync resumed>) = 0";
    private static final String PROMISE = "7  write(9<socket:[1]>, \"250 done\\r\\n\", 10) = 10";

    @TempDir
    private Path folder;

    private void check(String... lines) {
        Path trace = folder.resolve("trace");
        try {
            Files.write(trace, List.of(lines));
            SystemCalls.read(trace).expectFlushes(1, "request", "250", Map.of("packs", file -> file.endsWith(".pack")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFlushBetweenWriteAndPromiseIsGood() {
        assertThatCode(() -> check(REQUEST, WRITE, FORCE, PROMISE)).doesNotThrowAnyException();
        assertThatCode(() -> check(REQUEST, WRITE, FORCE_BEGINS, FORCE_ENDS, PROMISE))
                .doesNotThrowAnyException();
    }

    @Test
    void aPromiseBeforeTheEndOfTheFlushIsBad() {
        assertThatThrownBy(() -> check(REQUEST, WRITE, PROMISE, FORCE)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> check(REQUEST, WRITE, FORCE_BEGINS, PROMISE, FORCE_ENDS))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aFlushThatBeganBeforeTheWriteOrOfAnotherFileIsBad() {
        assertThatThrownBy(() -> check(REQUEST, FORCE_BEGINS, WRITE, FORCE_ENDS, PROMISE))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> check(REQUEST, WRITE, OTHER_FORCE, PROMISE)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aPromiseWithoutAnyWriteIsBad() {
        assertThatThrownBy(() -> check(REQUEST, PROMISE)).isInstanceOf(AssertionError.class);
    }
}
