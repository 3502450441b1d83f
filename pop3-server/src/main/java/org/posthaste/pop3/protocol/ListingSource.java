package org.posthaste.pop3.protocol;

import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;

/** A multi-line response of one short line per message, made while it is sent: ten thousand messages cost one line's memory. Confined to the session's executor. */
public final class ListingSource implements ResponseSource {
    private static final byte[] END = {'.', '\r', '\n'};

    private final AsciiLine line = new AsciiLine();
    private final int count;
    private final Row row;
    private byte[] pending;
    private int pendingLength;
    private int pendingAt;
    private int next;
    private boolean ended;

    /**
     * A listing.
     *
     * @param status the first line
     * @param count rows are asked for with indexes below this
     */
    public ListingSource(Pop3Reply status, int count, Row row) {
        this.count = count;
        this.row = row;
        this.pending = status.octets();
        this.pendingLength = pending.length;
    }

    /** Writes a row's line. */
    public interface Row {
        /** Appends the line of this index; false if it has none. */
        boolean write(int index, AsciiLine line);
    }

    @Override
    public boolean writeNext(OutputChunk into) {
        while (true) {
            int octets = Math.min(pendingLength - pendingAt, into.remaining());
            into.put(pending, pendingAt, octets);
            pendingAt += octets;
            if (pendingAt < pendingLength) {
                return true;
            }
            if (ended) {
                return false;
            }
            advance();
        }
    }

    private void advance() {
        pendingAt = 0;
        while (next < count) {
            line.clear();
            if (row.write(next++, line)) {
                line.end();
                pending = line.octets();
                pendingLength = line.length();
                return;
            }
        }
        ended = true;
        pending = END;
        pendingLength = END.length;
    }
}
