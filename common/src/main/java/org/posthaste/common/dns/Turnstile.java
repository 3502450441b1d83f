package org.posthaste.common.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets so many asynchronous tasks run at once; others wait in turn, and when too many wait, more are turned away. A task
 * whose result was given up meanwhile is not begun.
 * Each question to a resolver holds a socket, so their number must have an end. Thread-safe.
 */
final class Turnstile {
    private final int limit;
    private final int waitingLimit;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int running;

    /** A task, and what somebody waits for; if that is complete, nobody waits any more. */
    private record Waiting(Runnable start, CompletableFuture<?> result) {}

    Turnstile(int limit, int waitingLimit) {
        this.limit = limit;
        this.waitingLimit = waitingLimit;
    }

    /** Runs the task now or when its turn comes; empty if it was turned away. */
    <T> Optional<CompletableFuture<T>> pass(Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable start = () -> start(task, result);
        synchronized (this) {
            if (running >= limit) {
                if (waiting.size() >= waitingLimit) {
                    waiting.removeIf(other -> other.result.isDone());
                }
                if (waiting.size() >= waitingLimit) {
                    return Optional.empty();
                }
                waiting.add(new Waiting(start, result));
                return Optional.of(result);
            }
            running++;
        }
        start.run();
        return Optional.of(result);
    }

    private <T> void start(Supplier<CompletableFuture<T>> task, CompletableFuture<T> result) {
        task.get().whenComplete((value, problem) -> {
            leave();
            if (problem == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(problem);
            }
        });
    }

    private void leave() {
        Waiting next;
        synchronized (this) {
            do {
                next = waiting.poll();
            } while (next != null && next.result.isDone());
            if (next == null) {
                running--;
            }
        }
        if (next != null) {
            next.start.run();
        }
    }
}
