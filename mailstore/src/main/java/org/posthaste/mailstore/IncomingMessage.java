package org.posthaste.mailstore;

import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.ParsedMessage;

/**
 * A message being received: parsed, hashed and spooled while it streams in (memory up to some 64 kB, then a file). Handed over to {@link MailStore#deliver} or {@link Mailbox#append},
 * or else closed. Confined to one thread at a time; writing may block on the disk.
 */
public interface IncomingMessage extends AutoCloseable {
    /** The next octets. Fails: TOO_BIG (keep writing is harmless: the rest is counted and dropped), UNAVAILABLE (disk full). */
    void write(byte[] octets, int offset, int length);

    /** Octets written so far. */
    long size();

    /** The message is complete; writing is over. May be called again. */
    ParsedMessage finish();

    /** The octets of the complete message, to be read before it is handed over or closed. */
    ByteSource content();

    /** Forgets the message, unless it was handed over. */
    @Override
    void close();
}
