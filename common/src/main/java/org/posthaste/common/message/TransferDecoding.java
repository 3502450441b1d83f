package org.posthaste.common.message;

import java.io.InputStream;
import java.util.Locale;
import java.util.Set;

/**
 * Content-Transfer-Encodings, RFC 2045 §6. Decoding is tolerant and streams: what is not of the alphabet is skipped in
 * base64 and kept in quoted-printable; nothing ever fails but the source. Stateless.
 */
public final class TransferDecoding {
    private static final Set<String> IDENTITIES = Set.of("", "7bit", "8bit", "binary");

    private TransferDecoding() {}

    /** True for the encodings of RFC 2045 in any case; others (RFC 3516's UNKNOWN-CTE) are passed through undecoded. */
    public static boolean isKnown(String encoding) {
        String name = encoding.toLowerCase(Locale.ROOT);
        return IDENTITIES.contains(name) || name.equals("base64") || name.equals("quoted-printable");
    }

    /** True if octets are their own encoding. */
    public static boolean isIdentity(String encoding) {
        return IDENTITIES.contains(encoding.toLowerCase(Locale.ROOT));
    }

    /** The content behind encoded octets. Closing it closes the source. */
    public static InputStream decode(InputStream encoded, String encoding) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> new Base64Stream(encoded);
            case "quoted-printable" -> new QuotedPrintableStream(encoded);
            default -> encoded;
        };
    }
}
