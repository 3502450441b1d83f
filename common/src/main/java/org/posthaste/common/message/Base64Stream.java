package org.posthaste.common.message;

import java.io.InputStream;

/** RFC 2045 §6.8. Padding may stand anywhere, since pieces encoded apart are found put together. Not thread-safe. */
final class Base64Stream extends DecodingStream {
    private int bits;
    private int count;

    Base64Stream(InputStream source) {
        super(source);
    }

    @Override
    int decode(byte[] octets, int length, byte[] into) {
        int out = 0;
        for (int i = 0; i < length; i++) {
            int value = Base64Alphabet.value(octets[i]);
            if (value >= 0) {
                bits = bits << 6 | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    into[out++] = (byte) (bits >> count);
                }
            } else if (octets[i] == '=') {
                count = 0;
            }
        }
        return out;
    }
}
