package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.common.message.RenderedMessage;

/**
 * Rules messages out that cannot have a text in a header field, by the octets that are kept of it: most messages of a search do not match, and nothing of them has to be decoded then.
 * Thread-safe.
 */
final class FieldScan {
    private final Optional<RenderedMessage.KeptNames> name;
    private final SubstringMatcher matcher;

    FieldScan(String field, String text) {
        name = RenderedMessage.keptNames(List.of(field.toUpperCase(Locale.ROOT)));
        matcher = new SubstringMatcher(text);
    }

    /** True if no such field holds the text; false if that is not known. */
    boolean rulesOut(MessageView message) throws IOException {
        if (name.isEmpty()) {
            return false;
        }
        Optional<byte[]> kept = message.rendered().headerFields(name.get());
        if (kept.isEmpty()) {
            return false;
        }
        byte[] fields = kept.get();
        return fields.length == 0 || !mayHoldEncodedWord(fields) && matcher.isRuledOut(fields);
    }

    /** RFC 2047 §2. */
    private static boolean mayHoldEncodedWord(byte[] octets) {
        for (int i = 1; i < octets.length; i++) {
            if (octets[i] == '?' && octets[i - 1] == '=') {
                return true;
            }
        }
        return false;
    }
}
