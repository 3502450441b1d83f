package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.message.PartIndex;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/** One message of a snapshot after the other, read only as far as conditions ask. Confined to one thread. */
public final class MessageView {
    /** More of a header is not read. */
    static final int MAX_HEADER = 1 << 20;

    private final MailboxSnapshot snapshot;
    private final MessageReader reader;
    private int index;
    private @Nullable RenderedMessage rendered;
    private @Nullable ByteSource octets;
    private @Nullable PartIndex parts;

    public MessageView(MailboxSnapshot snapshot, MessageReader reader) {
        this.snapshot = snapshot;
        this.reader = reader;
    }

    /** Turns to a message. */
    public void moveTo(int newIndex) {
        index = newIndex;
        rendered = null;
        octets = null;
        parts = null;
    }

    /** Stops with an InterruptedIOException when the thread is interrupted. */
    public static void checkInterrupt() throws InterruptedIOException {
        SubstringMatcher.checkInterrupt();
    }

    MailboxSnapshot snapshot() {
        return snapshot;
    }

    int index() {
        return index;
    }

    /** What was stored of it at delivery. */
    public RenderedMessage rendered() throws IOException {
        if (rendered == null) {
            rendered = reader.rendered(snapshot, index);
        }
        return rendered;
    }

    int sentDay() throws IOException {
        return reader.sentDay(snapshot, index);
    }

    ByteSource octets() throws IOException {
        if (octets == null) {
            octets = reader.octets(snapshot, index);
        }
        return octets;
    }

    PartIndex parts() throws IOException {
        if (parts == null) {
            parts = rendered().parts();
        }
        return parts;
    }

    /** All fields of a name, without reading the message where they are kept with what is rendered. */
    public List<HeaderBlock.Field> fields(String name) throws IOException {
        Optional<byte[]> kept = rendered().headerFields(List.of(name.toUpperCase(Locale.ROOT)));
        HeaderBlock block = kept.isPresent()
                ? HeaderBlock.parse(kept.get())
                : header(0, rendered().headerSize());
        return block.all(name);
    }

    /** The header at a place of the message. */
    HeaderBlock header(long offset, long size) throws IOException {
        byte[] header = new byte[(int) Math.min(size, MAX_HEADER)];
        ByteBuffer buffer = ByteBuffer.wrap(header);
        while (buffer.hasRemaining() && octets().read(offset + buffer.position(), buffer) > 0) {
            SubstringMatcher.checkInterrupt();
        }
        return HeaderBlock.parse(Arrays.copyOf(header, buffer.position()));
    }
}
