package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.blob.Spool;

/** Parses and spools what is written. */
final class JdbcIncomingMessage implements IncomingMessage {
    private static final byte[] NOTHING = {};

    private final Spool spool;
    private final long limit;
    private final MessageParser parser = new MessageParser();
    private @Nullable ParsedMessage parsed;
    private @Nullable StoreFailure broken;
    private long size;
    private boolean handedOver;

    JdbcIncomingMessage(Spool spool, long limit) {
        this.spool = spool;
        this.limit = limit;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        if (parsed != null) {
            throw new IllegalStateException("the message is finished");
        }
        size += length;
        if (broken != null) {
            return;
        }
        if (size > limit) {
            throw refuse(StoreFailure.TOO_BIG, new IOException("more than " + limit + " octets"));
        }
        try {
            spool.write(octets, offset, length);
        } catch (IOException e) {
            throw refuse(StoreFailure.UNAVAILABLE, e);
        }
        parser.accept(octets, offset, length);
    }

    /** From now on octets are dropped. */
    private StoreException refuse(StoreFailure why, IOException cause) {
        broken = why;
        spool.close();
        return new StoreException(why, "the message cannot be taken in", cause);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ParsedMessage finish() {
        if (broken != null) {
            throw new StoreException(broken, "the message was not taken in");
        }
        ParsedMessage result = parsed;
        if (result == null) {
            result = parser.finish();
            parsed = result;
        }
        return result;
    }

    @Override
    public ByteSource content() {
        finish();
        return spool.content();
    }

    /**
     * Takes the message over, to be stored behind a prefix; may be done once.
     *
     * @param read it comes into a mailbox, so its rendered form is wanted too
     */
    IncomingMail handOver(byte[] prefix, boolean read) {
        if (handedOver) {
            throw new IllegalStateException("the message was handed over already");
        }
        ParsedMessage complete = finish();
        byte[] rendered = read ? complete.render(prefix) : NOTHING;
        handedOver = true;
        return new IncomingMail(spool, prefix, rendered);
    }

    IncomingMail handOver() {
        return handOver(NOTHING, true);
    }

    /** Frees the message after a failure to hand it over, also if it was handed over already. */
    void giveUp() {
        handedOver = true;
        spool.close();
    }

    @Override
    public void close() {
        if (!handedOver) {
            handedOver = true;
            spool.close();
        }
    }
}
