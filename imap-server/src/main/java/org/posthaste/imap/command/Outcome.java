package org.posthaste.imap.command;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.StoreFailure;

/** How a command goes on. */
public sealed interface Outcome {
    /** It is over: updates of the selected mailbox and this status are sent. */
    record Done(StatusResponse status) implements Outcome {}

    /**
     * Its work goes on elsewhere; input waits.
     *
     * @param stage completes on any thread
     * @param then continues on the session's executor
     * @param refusal what to answer when the store refuses
     * @param progress told to a client that waits long
     */
    record Later<T>(
            CompletionStage<T> stage,
            Function<? super T, Outcome> then,
            Function<StoreFailure, StatusResponse> refusal,
            Progress progress)
            implements Outcome {}

    /**
     * Output that is produced while the peer takes it; input waits.
     *
     * @param then continues when the last of it was produced
     */
    record Stream(ResponseSource source, Supplier<Outcome> then) implements Outcome {}

    /** The next line belongs to this command. */
    record Park(LineTaker taker) implements Outcome {}

    /** TLS begins behind this status, RFC 3501 §6.2.1. */
    record StartTls(StatusResponse status) implements Outcome {}

    /**
     * Over with this status, behind which the connection is another.
     *
     * @param lastWords hands all that is to be sent before to the connection and changes it
     */
    record Change(StatusResponse status, Consumer<byte[]> lastWords) implements Outcome {}

    /** The connection ends behind this status. */
    record Hangup(StatusResponse status) implements Outcome {}

    /** Takes the lines a command waits for. */
    interface LineTaker {
        /** A line without its end. */
        Outcome line(byte[] octets);

        /** How long a line may be. */
        default int longest() {
            return 16 * 1024;
        }

        /** What the wire trace shows of a line; credentials never. */
        default String traced(String line) {
            return line;
        }

        /** The connection ends while the command waits. */
        default void abandoned() {}
    }

    /** Over with OK. */
    static Outcome ok(String text) {
        return new Done(StatusResponse.ok(text));
    }

    /** Over with this status. */
    static Outcome done(StatusResponse status) {
        return new Done(status);
    }

    /** Goes on when a stage completes. */
    static <T> Outcome later(CompletionStage<T> stage, Function<? super T, Outcome> then) {
        return later(stage, then, new Progress(0));
    }

    /** The same for work that tells how far it has come. */
    static <T> Outcome later(CompletionStage<T> stage, Function<? super T, Outcome> then, Progress progress) {
        return new Later<>(stage, then, StoreFailures::status, progress);
    }

    /** The same with its own answers to what the store refuses. */
    static <T> Outcome later(
            CompletionStage<T> stage,
            Function<? super T, Outcome> then,
            Function<StoreFailure, StatusResponse> refusal) {
        return new Later<>(stage, then, refusal, new Progress(0));
    }

    /** The same for a change whose target mailbox may be missing. */
    static <T> Outcome laterIntoTarget(CompletionStage<T> stage, Function<? super T, Outcome> then) {
        return new Later<>(stage, then, StoreFailures::targetStatus, new Progress(0));
    }
}
