package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;

/**
 * One rule about one moment of a mail transaction. The moment is the type of its subject: {@link SenderSubject} at
 * MAIL, {@link RecipientSubject} at RCPT, {@link MessageSubject} at the end of the message. Thread-safe.
 *
 * @param <S> what is judged
 */
public interface PolicyCheck<S> {
    /** The name in log and journal. */
    String name();

    /**
     * Judges. Called on a worker; may answer at once (short blocking work such as a cached look-up included) or with a
     * stage that completes later on any thread, as look-ups in the DNS will. Meanwhile the session reads no input, so
     * the subject does not change.
     */
    CompletionStage<Verdict> check(S subject);
}
