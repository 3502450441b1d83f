package org.posthaste.smtp.session;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.smtp.verify.ResultsFilter;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.MessageHasher;

/**
 * A message on its way in. Octets go straight to the store, but for fields in which somebody else speaks in our name;
 * what signatures need is taken from them as they came. Once the message is too big or cannot be stored the rest is
 * counted and dropped, because the peer only looks at the reply behind the end of its data. Confined to the session's
 * executor.
 */
public final class Reception implements AutoCloseable {
    private final IncomingMessage message;
    private final long limit;
    private final Instant begun;
    private final LineEnds lineEnds = new LineEnds();
    private final @Nullable ResultsFilter filter;
    private final @Nullable MessageHasher hasher;
    private @Nullable HashedMessage hashed;
    private long received;
    private @Nullable StoreException failure;
    private boolean handedOver;
    /** Guarded by {@link #lending}, as is the next. */
    private boolean lent;

    private boolean over;
    private final Object lending = new Object();

    /** Takes over {@code message}. */
    public Reception(IncomingMessage message, long limit, Instant begun, Treatment treatment) {
        this.message = message;
        this.limit = limit;
        this.begun = begun;
        this.filter = treatment
                .ours()
                .map(names -> new ResultsFilter(names, message::write))
                .orElse(null);
        this.hasher = treatment.hashes().map(MessageHasher::new).orElse(null);
    }

    /** The next octets of the message. */
    public void write(byte[] octets, int offset, int length) {
        received += length;
        if (failure != null) {
            return;
        }
        if (received > limit) {
            fail(new StoreException(StoreFailure.TOO_BIG, "message over " + limit + " octets"));
            return;
        }
        if (hasher != null) {
            hasher.write(octets, offset, length);
        }
        try {
            if (filter == null) {
                message.write(octets, offset, length);
            } else {
                filter.write(octets, offset, length);
            }
        } catch (StoreException e) {
            fail(e);
        }
    }

    /** The next octets of a message of text that comes in chunks; remembers whether a CR or LF stood alone. */
    public void writeText(byte[] octets, int offset, int length) {
        lineEnds.accept(octets, offset, length);
        write(octets, offset, length);
    }

    /** True if {@link #writeText} saw a CR or LF that is not part of a CRLF; the message is complete. */
    public boolean bareLineEnd() {
        return lineEnds.bareFound();
    }

    private void fail(StoreException problem) {
        failure = problem;
        message.close();
    }

    /** Octets that came in, dropped ones included. */
    public long received() {
        return received;
    }

    /** When it began. */
    public Instant begun() {
        return begun;
    }

    /** Why the message cannot be stored, if so. */
    public Optional<StoreException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The message is complete; only if nothing failed. */
    public ParsedMessage finish() {
        if (filter != null) {
            filter.finish();
        }
        if (hasher != null) {
            hashed = hasher.finish();
        }
        return message.finish();
    }

    /** What signatures need, if this message is to be verified or signed; once it is complete. */
    public Optional<HashedMessage> hashed() {
        return Optional.ofNullable(hashed);
    }

    /**
     * Lets somebody on another thread read the complete message, until the stage completes: should it be forgotten
     * before, its octets stay until then. Once only.
     */
    public <T> CompletionStage<T> lend(Function<ByteSource, CompletionStage<T>> reader) {
        synchronized (lending) {
            lent = true;
        }
        return reader.apply(message.content()).whenComplete((done, failed) -> {
            boolean close;
            synchronized (lending) {
                lent = false;
                close = over;
            }
            if (close) {
                message.close();
            }
        });
    }

    /** Gives the message away: from now on the caller answers for it. */
    public IncomingMessage handOver() {
        handedOver = true;
        return message;
    }

    /** Forgets the message, unless it was handed over. */
    @Override
    public void close() {
        if (handedOver || failure != null) {
            return;
        }
        synchronized (lending) {
            over = true;
            if (lent) {
                return;
            }
        }
        message.close();
    }
}
