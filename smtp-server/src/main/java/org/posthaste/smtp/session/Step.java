package org.posthaste.smtp.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.posthaste.smtp.protocol.Reply;

/** What happens next on the wire. */
public sealed interface Step {
    /** Replies, then the next command: one reply, but LMTP answers a message once for each recipient. */
    record Say(List<Reply> replies) implements Step {
        public Say {
            replies = List.copyOf(replies);
        }
    }

    /** A reply if there is one, then input of another kind. */
    record Read(Optional<Reply> first, InputReader reader) implements Step {}

    /** No input is read until the stage completes; then, on the session's executor, {@code then} decides. */
    record Later<T>(CompletionStage<T> stage, Function<T, Step> then) implements Step {}

    /** 220, then TLS. */
    record StartTls() implements Step {}

    /** A last reply, then the connection is closed. */
    record Hangup(Reply last) implements Step {}

    /** One reply. */
    static Step say(Reply reply) {
        return new Say(List.of(reply));
    }

    /** Waits for a stage. */
    static <T> Step later(CompletionStage<T> stage, Function<T, Step> then) {
        return new Later<>(stage, then);
    }
}
