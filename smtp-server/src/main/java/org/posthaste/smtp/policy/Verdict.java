package org.posthaste.smtp.policy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.smtp.protocol.Reply;

/** What a check says. */
public sealed interface Verdict {
    /** Nothing against it. */
    record Pass() implements Verdict {}

    /**
     * No: rejected with a 5yz reply, or deferred with a 4yz reply.
     *
     * @param check the check that refused, for log and journal
     * @param reply what the peer is told
     */
    record Refuse(String check, Reply reply) implements Verdict {
        public Refuse {
            if (reply.isPositive()) {
                throw new IllegalArgumentException("a refusal needs a negative reply");
            }
        }
    }

    /** Passed, known at once. */
    CompletionStage<Verdict> PASSED = CompletableFuture.completedFuture(new Pass());

    /** Refused, known at once. */
    static CompletionStage<Verdict> refused(PolicyCheck<?> check, Reply reply) {
        return CompletableFuture.completedFuture(new Refuse(check.name(), reply));
    }
}
