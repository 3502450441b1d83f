package org.posthaste.common.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * What to read text as whose charset is not told, not known, or said to be US-ASCII and is not: UTF-8 where the octets
 * are valid UTF-8, else windows-1252 octet by octet. Decodes only.
 */
final class AsciiOrMore extends Charset {
    static final Charset INSTANCE = new AsciiOrMore();
    /** U+0080 to U+009F of windows-1252. */
    private static final String HIGH_CONTROLS = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021"
            + "\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
            + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014"
            + "\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private AsciiOrMore() {
        super("x-ascii-or-more", new String[0]);
    }

    @Override
    public boolean contains(Charset other) {
        return other.equals(StandardCharsets.US_ASCII);
    }

    @Override
    public CharsetEncoder newEncoder() {
        throw new UnsupportedOperationException("decodes only");
    }

    @Override
    public boolean canEncode() {
        return false;
    }

    @Override
    public CharsetDecoder newDecoder() {
        return new Decoder(this);
    }

    /** UTF-8 with a way out. */
    private static final class Decoder extends CharsetDecoder {
        Decoder(Charset charset) {
            super(charset, 1, 1);
        }

        @Override
        protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
            while (in.hasRemaining()) {
                int lead = in.get(in.position()) & 0xff;
                int length = sequenceLength(lead);
                if (length > 1 && in.remaining() < length && isPrefix(in, length)) {
                    return CoderResult.UNDERFLOW;
                }
                int point = length == 1 ? lead : decode(in, lead, length);
                boolean single = length == 1 || point < 0;
                int character =
                        !single ? point : lead >= 0x80 && lead < 0xa0 ? HIGH_CONTROLS.charAt(lead - 0x80) : lead;
                if (out.remaining() < Character.charCount(character)) {
                    return CoderResult.OVERFLOW;
                }
                if (Character.isBmpCodePoint(character)) {
                    out.put((char) character);
                } else {
                    out.put(Character.highSurrogate(character)).put(Character.lowSurrogate(character));
                }
                in.position(in.position() + (single ? 1 : length));
            }
            return CoderResult.UNDERFLOW;
        }

        @Override
        protected CoderResult implFlush(CharBuffer out) {
            return CoderResult.UNDERFLOW;
        }

        private static int sequenceLength(int lead) {
            return lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        }

        private static boolean isPrefix(ByteBuffer in, int length) {
            for (int i = 1; i < Math.min(length, in.remaining()); i++) {
                if ((in.get(in.position() + i) & 0xc0) != 0x80) {
                    return false;
                }
            }
            return true;
        }

        /** The code point of a sequence; -1 when it is none. */
        private static int decode(ByteBuffer in, int lead, int length) {
            if (in.remaining() < length || !isPrefix(in, length)) {
                return -1;
            }
            int point = lead & 0xff >> (length + 1);
            for (int i = 1; i < length; i++) {
                point = point << 6 | in.get(in.position() + i) & 0x3f;
            }
            boolean overlong = length == 3 && point < 0x800 || length == 4 && point < 0x10000;
            boolean surrogate = point >= 0xd800 && point <= 0xdfff;
            return overlong || surrogate || point > 0x10ffff ? -1 : point;
        }
    }
}
