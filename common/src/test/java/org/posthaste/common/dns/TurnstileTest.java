package org.posthaste.common.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final Turnstile turnstile = new Turnstile(2, 2);
    private final List<CompletableFuture<String>> started = new ArrayList<>();

    @Test
    void someRunSomeWaitAndTheRestIsTurnedAway() {
        List<Optional<CompletableFuture<String>>> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            results.add(turnstile.pass(this::begin));
        }
        assertThat(started).hasSize(2);
        assertThat(results).extracting(Optional::isPresent).containsExactly(true, true, true, true, false);
        started.get(1).complete("b");
        assertThat(results.get(1).orElseThrow()).isCompletedWithValue("b");
        assertThat(started).hasSize(3);
        started.get(2).complete("c");
        assertThat(results.get(2).orElseThrow()).isCompletedWithValue("c");
    }

    @Test
    void failuresLeaveTheirPlaceToo() {
        for (int i = 0; i < 2; i++) {
            turnstile.pass(this::begin);
        }
        Optional<CompletableFuture<String>> waiting = turnstile.pass(this::begin);
        started.get(0).completeExceptionally(new IllegalStateException("no"));
        started.get(2).complete("after all");
        assertThat(waiting.orElseThrow()).isCompletedWithValue("after all");
        started.get(1).complete("x");
        turnstile.pass(this::begin);
        turnstile.pass(this::begin);
        assertThat(started).hasSize(5);
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotBegun() {
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(turnstile.pass(this::begin).orElseThrow());
        }
        results.get(2).cancel(false);
        CompletableFuture<String> instead = turnstile.pass(this::begin).orElseThrow();
        results.get(3).cancel(false);
        started.get(0).complete("a");
        assertThat(started).hasSize(3);
        started.get(2).complete("instead");
        assertThat(instead).isCompletedWithValue("instead");
        turnstile.pass(this::begin);
        assertThat(started).hasSize(4);
    }

    private CompletableFuture<String> begin() {
        CompletableFuture<String> task = new CompletableFuture<>();
        started.add(task);
        return task;
    }
}
