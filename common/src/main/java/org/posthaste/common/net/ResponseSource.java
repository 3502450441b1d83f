package org.posthaste.common.net;

import java.io.IOException;

/**
 * Output produced on demand: asked for more only while the peer takes it, so a slow reader costs no thread and no heap. Called on the session's executor.
 */
public interface ResponseSource {
    /**
     * Writes as much as fits into the chunk.
     *
     * @return false when exhausted; true to be asked again, possibly much later
     * @throws IOException if the octets cannot be read; the connection is then closed, since what was promised cannot be kept
     */
    boolean writeNext(OutputChunk into) throws IOException;

    /** The connection died, or this source was exhausted; called exactly once, to release what it holds. */
    default void finished() {}

    /** A source of octets that are in memory already. */
    static ResponseSource of(byte[] octets) {
        return new ResponseSource() {
            private int position;

            @Override
            public boolean writeNext(OutputChunk into) {
                int count = Math.min(into.remaining(), octets.length - position);
                into.put(octets, position, count);
                position += count;
                return position < octets.length;
            }
        };
    }
}
