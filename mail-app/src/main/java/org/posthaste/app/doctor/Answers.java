package org.posthaste.app.doctor;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.posthaste.common.dns.DnsAnswer;

/** Waits for answers of the DNS, on threads of an examination only. Stateless. */
public final class Answers {
    private static final long PATIENCE_SECONDS = 30;

    private Answers() {}

    /** The answer; a temporary failure if it does not come. */
    public static <T> DnsAnswer<T> of(CompletionStage<DnsAnswer<T>> stage) throws InterruptedException {
        try {
            return value(stage);
        } catch (TimeoutException e) {
            return new DnsAnswer.TemporaryFailure<>("no answer in time");
        }
    }

    /** What a stage ends with that never fails. */
    public static <T> T value(CompletionStage<T> stage) throws InterruptedException, TimeoutException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
