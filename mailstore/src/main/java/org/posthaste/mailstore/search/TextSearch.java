package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.posthaste.common.message.PartIndex.Part;
import org.posthaste.common.message.PartText;

/**
 * Looks for a text in what a reader of a message sees: decoded header fields and text parts (RFC 9051 §6.4.4). The body
 * includes embedded messages with their headers, since they are content of the outer one. Thread-safe.
 */
final class TextSearch implements TextVisitor {
    private final SubstringMatcher matcher;

    TextSearch(String text) {
        matcher = new SubstringMatcher(text);
    }

    /** The text looked for, folded. */
    String folded() {
        return matcher.wanted();
    }

    /** In any field of this name; for empty text the field need only exist. */
    boolean isInField(MessageView message, String name) throws IOException {
        return matcher.isEmpty() ? !message.fields(name).isEmpty() : field(message, name);
    }

    boolean isInBody(MessageView message) throws IOException {
        return matcher.isEmpty() || parts(message, message.parts().root());
    }

    /** In header or body, or in the name of an attached file. */
    boolean isInMessage(MessageView message) throws IOException {
        if (matcher.isEmpty()) {
            return true;
        }
        Part root = message.parts().root();
        return header(message, root) || filenames(root) || parts(message, root);
    }

    @Override
    public boolean text(String text) {
        return matcher.isIn(text);
    }

    @Override
    public boolean part(MessageView message, Part part) throws IOException {
        if (PartText.isAsciiTransparent(part)) {
            try (InputStream octets =
                    message.octets().slice(part.bodyOffset(), part.bodySize()).open()) {
                if (matcher.isRuledOut(octets)) {
                    return false;
                }
            }
        }
        try (Reader text = PartText.open(message.octets(), part)) {
            return matcher.isIn(text);
        }
    }
}
