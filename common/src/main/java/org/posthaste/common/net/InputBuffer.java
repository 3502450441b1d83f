package org.posthaste.common.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Octets received and not yet consumed, contiguous so that decoders scan an array. Confined to the session's executor. Holds no array while empty, so an idle connection costs
 * nothing here.
 */
public final class InputBuffer {
    private static final byte[] EMPTY = new byte[0];

    private byte[] array = EMPTY;
    private int start;
    private int end;
    private int scanned;

    /** Number of octets available. */
    public int available() {
        return end - start;
    }

    /** True when nothing is available. */
    public boolean isEmpty() {
        return start == end;
    }

    /** The array that holds the octets from {@link #start} to {@link #end}; valid until the next call that changes this buffer. */
    public byte[] array() {
        return array;
    }

    /** Index of the first available octet. */
    public int start() {
        return start;
    }

    /** Index behind the last available octet. */
    public int end() {
        return end;
    }

    /** The octet at this distance from the start. */
    public byte peek(int index) {
        return array[start + index];
    }

    /** Drops octets from the front. */
    public void consume(int count) {
        if (count > available()) {
            throw new IllegalArgumentException("consuming more than there is");
        }
        start += count;
        scanned = 0;
        if (start == end) {
            array = EMPTY;
            start = 0;
            end = 0;
        }
    }

    /** Appends what was received. */
    public void append(ByteBuffer octets) {
        int count = octets.remaining();
        if (array.length - end < count) {
            int needed = available() + count;
            byte[] target = needed <= array.length && start > 0
                    ? array
                    : new byte[Math.max(needed, Math.min(2 * available(), needed + 65536))];
            System.arraycopy(array, start, target, 0, available());
            end = available();
            start = 0;
            array = target;
        }
        octets.get(array, end, count);
        end += count;
    }

    /** Appends what was received; the buffer and its array belong to this one from here on, so that nothing is copied when this was empty. */
    public void adopt(ByteBuffer octets) {
        if (start == end && octets.hasArray()) {
            array = octets.array();
            start = octets.arrayOffset() + octets.position();
            end = octets.arrayOffset() + octets.limit();
            scanned = 0;
        } else {
            append(octets);
        }
    }

    /** Copies octets out from the front and consumes them. */
    public byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(array, start, start + count);
        consume(count);
        return taken;
    }

    /**
     * Length of the first line without its LF (a CR before it counts), or -1 if no LF has arrived. Remembers how far it has looked, so that a line arriving octet by octet is not
     * scanned again.
     */
    public int lineLength() {
        for (int i = start + scanned; i < end; i++) {
            if (array[i] == '\n') {
                return i - start;
            }
        }
        scanned = end - start;
        return -1;
    }

    /** What is available, as ISO 8859-1 text, for traces and tests. */
    @Override
    public String toString() {
        return new String(array, start, available(), StandardCharsets.ISO_8859_1);
    }
}
