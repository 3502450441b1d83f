package org.posthaste.smtp.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.io.DotEncoder;
import org.posthaste.common.io.DotEncoder.BareCr;
import org.posthaste.common.net.OutputChunk;

/**
 * Sends the text of a message in pieces of 64 kB, however large it is: dots are doubled, and nothing but CRLF ends a line
 * (RFC 5321 §2.3.8, §4.5.2). The piece with the final dot is kept back until the caller says so. Confined to one thread.
 */
final class MessageBody {
    private static final int PIECE = 64 * 1024;
    private static final int SMALL = 8 * 1024;

    private final byte[] piece;
    private final DotEncoder encoder;
    private int length;

    MessageBody(ByteSource octets) {
        // Doubled dots may need more than a small message's size; what does not fit comes in a further piece.
        this.piece = new byte[(int) Math.min(PIECE, octets.size() + SMALL)];
        this.encoder = new DotEncoder(octets, BareCr.AS_CRLF);
    }

    /** Fills the next piece; false if the final dot is in it. */
    boolean next() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(piece);
        boolean more = encoder.writeNext(new OutputChunk(buffer));
        length = buffer.position();
        return more;
    }

    /** Sends what {@link #next} filled. */
    void send(Wire wire) throws WireException {
        wire.send(piece, length);
    }
}
