package org.posthaste.smtp.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.posthaste.common.io.ByteSource;

/**
 * What the octets of a message ask of the next host, whatever their sender said. Clients announce 8BITMIME and SMTPUTF8
 * to be safe, for messages that need neither; only where a host lacks the extension is the message read to find out.
 *
 * @param eightBit there are octets above 127
 * @param eightBitHeader there are in the header
 * @param binary there is a NUL, or a CR or LF that does not stand in a CRLF
 */
record ContentNeeds(boolean eightBit, boolean eightBitHeader, boolean binary) {
    private static final int PIECE = 16 * 1024;

    /** Reads the message. */
    static ContentNeeds of(ByteSource octets) throws IOException {
        boolean eightBit = false;
        boolean inHeader = true;
        boolean eightBitHeader = false;
        boolean binary = false;
        int line = 0;
        byte last = '\n';
        byte[] piece = new byte[(int) Math.min(PIECE, Math.max(1, octets.size()))];
        for (long position = 0; position < octets.size(); ) {
            int count = octets.read(position, ByteBuffer.wrap(piece));
            if (count <= 0) {
                throw new IOException("message ended early at octet " + position + " of " + octets.size());
            }
            for (int i = 0; i < count; i++) {
                byte octet = piece[i];
                if (octet < 0) {
                    eightBit = true;
                    eightBitHeader |= inHeader;
                }
                binary |= octet == 0 || (octet == '\n') != (last == '\r') && (position > 0 || i > 0 || octet == '\n');
                if (octet == '\n') {
                    inHeader &= line > 0;
                    line = 0;
                } else if (octet != '\r') {
                    line++;
                }
                last = octet;
            }
            position += count;
        }
        return new ContentNeeds(eightBit, eightBitHeader, binary || last == '\r');
    }
}
