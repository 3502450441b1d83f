package org.posthaste.pop3.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.posthaste.common.net.InputBuffer;

/**
 * Cuts input into lines (RFC 1939 §3). Lines are UTF-8 (RFC 3629, RFC 6856 §2.2), end with CRLF or, tolerated, with LF alone, and are bounded; of a line that is too long nothing is kept.
 * Confined to the session's executor.
 */
public final class Pop3Decoder {
    /** Twice what RFC 2449 §4 demands, for long user names and initial responses. */
    public static final int COMMAND_LIMIT = 512;

    /** RFC 5034 §4: responses of an exchange are as long as the mechanism needs. */
    public static final int SASL_LIMIT = 12_288;

    private static final Pop3Input INCOMPLETE = new Pop3Input.Incomplete();

    private boolean skipping;

    /**
     * Takes the next line.
     *
     * @param limit most octets a line may have, with its line end
     */
    public Pop3Input next(InputBuffer input, int limit) {
        int length = input.lineLength();
        if (length < 0) {
            if (skipping || input.available() >= limit) {
                skipping = true;
                input.consume(input.available());
            }
            return INCOMPLETE;
        }
        if (skipping || length >= limit) {
            skipping = false;
            input.consume(length + 1);
            return new Pop3Input.Bad(Replies.LINE_TOO_LONG);
        }
        Pop3Input line = line(input.array(), input.start(), length);
        input.consume(length + 1);
        return line;
    }

    private static Pop3Input line(byte[] octets, int start, int lengthWithCr) {
        boolean cr = lengthWithCr > 0 && octets[start + lengthWithCr - 1] == '\r';
        int length = cr ? lengthWithCr - 1 : lengthWithCr;
        boolean ascii = true;
        for (int i = start; i < start + length; i++) {
            byte octet = octets[i];
            if (octet >= 0 && octet < ' ' || octet == 0x7f) {
                return new Pop3Input.Bad(Replies.BAD_OCTETS);
            }
            ascii &= octet >= 0;
        }
        if (ascii) {
            return new Pop3Input.Line(new String(octets, start, length, StandardCharsets.ISO_8859_1));
        }
        try {
            return new Pop3Input.Line(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, start, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Pop3Input.Bad(Replies.BAD_OCTETS);
        }
    }

    /** ASCII upper case; other letters are left alone, whatever the locale. */
    static String upperCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    if (chars[j] >= 'a' && chars[j] <= 'z') {
                        chars[j] = (char) (chars[j] - 'a' + 'A');
                    }
                }
                return new String(chars);
            }
        }
        return text;
    }
}
