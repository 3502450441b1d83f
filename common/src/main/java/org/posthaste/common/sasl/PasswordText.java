package org.posthaste.common.sasl;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Names and passwords in the one form in which they are compared (RFC 4013 SASLprep): a password typed on one device
 * with composed letters and on another with combining marks is the same password.
 *
 * <p>Deviation: RFC 4013 forbids some characters (controls, mixed directions). A password that holds them is taken in
 * Unicode form NFKC instead of being refused, because people have such passwords from elsewhere and would be locked out
 * by us.
 */
final class PasswordText {
    /** Longest user name in characters: a local part of 64, the at sign and a domain of 255 (RFC 5321 §4.5.3.1). */
    static final int MAX_NAME = 320;

    /** Longest password in characters. */
    static final int MAX_PASSWORD = 1024;

    private static final Profile SASLPREP = new SASLprep();

    private PasswordText() {}

    /** The password as it is hashed and compared. */
    static String prepared(String password) {
        if (password.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return password;
        }
        try {
            return SASLPREP.prepareQuery(password);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Forbidden characters; the second is how the library meets a text of which nothing is left.
            return Normalizer.normalize(password, Normalizer.Form.NFKC);
        }
    }

    /** A login name as it is looked up and counted: phones add blanks and capital letters. */
    static String name(String typed) {
        return Normalizer.normalize(typed.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** A claimed name as it may be shown: short, and without what a stranger could forge lines with. */
    static String shown(String typed) {
        String name = name(typed.length() > MAX_NAME ? typed.substring(0, MAX_NAME) : typed);
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /** Text of octets that must be UTF-8; empty if they are not. */
    static Optional<String> utf8(byte[] octets, int from, int to) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, to - from));
            return Optional.of(text.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
