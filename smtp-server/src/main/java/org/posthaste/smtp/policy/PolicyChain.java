package org.posthaste.smtp.policy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The checks of one moment, in order; the first refusal ends it. Thread-safe.
 *
 * @param <S> what is judged
 */
public final class PolicyChain<S> {
    private final List<PolicyCheck<S>> checks;

    /** A chain of these checks. */
    public PolicyChain(List<PolicyCheck<S>> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Judges; complete on return if every check answered at once. */
    public CompletionStage<Verdict> run(S subject) {
        return from(0, subject);
    }

    private CompletionStage<Verdict> from(int first, S subject) {
        for (int i = first; i < checks.size(); i++) {
            CompletableFuture<Verdict> verdict = checks.get(i).check(subject).toCompletableFuture();
            if (!verdict.isDone()) {
                int next = i + 1;
                return verdict.thenCompose(v -> v instanceof Verdict.Pass ? from(next, subject) : verdict);
            }
            if (verdict.isCompletedExceptionally() || !(verdict.join() instanceof Verdict.Pass)) {
                return verdict;
            }
        }
        return Verdict.PASSED;
    }
}
