package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.posthaste.common.message.EncodedWords;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.message.PartIndex.Part;
import org.posthaste.common.message.PartText;

/**
 * Looks for a text in what a reader of a message sees: decoded header fields and text parts (RFC 9051 §6.4.4). The body
 * includes embedded messages with their headers, since they are content of the outer one. Thread-safe.
 */
final class TextSearch {
    private final SubstringMatcher matcher;

    TextSearch(String text) {
        matcher = new SubstringMatcher(text);
    }

    /** In any field of this name; for empty text the field need only exist. */
    boolean isInField(MessageView message, String name) throws IOException {
        for (HeaderBlock.Field field : message.fields(name)) {
            if (matcher.isEmpty() || matcher.isIn(EncodedWords.decode(field.body()))) {
                return true;
            }
        }
        return false;
    }

    boolean isInBody(MessageView message) throws IOException {
        return matcher.isEmpty() || isInPart(message, message.parts().root());
    }

    /** In header or body, or in the name of an attached file. */
    boolean isInMessage(MessageView message) throws IOException {
        if (matcher.isEmpty()) {
            return true;
        }
        Part root = message.parts().root();
        return isInHeader(message, root) || isInFilename(root) || isInPart(message, root);
    }

    private boolean isInHeader(MessageView message, Part part) throws IOException {
        for (HeaderBlock.Field field :
                message.header(part.headerOffset(), part.headerSize()).fields()) {
            if (matcher.isIn(field.name() + ": " + EncodedWords.decode(field.body()))) {
                return true;
            }
        }
        return false;
    }

    private boolean isInFilename(Part part) {
        if (matcher.isIn(part.filename())) {
            return true;
        }
        for (Part child : part.children()) {
            if (isInFilename(child)) {
                return true;
            }
        }
        return false;
    }

    private boolean isInPart(MessageView message, Part part) throws IOException {
        if (PartText.isText(part)) {
            return isInText(message, part);
        }
        for (Part child : part.children()) {
            if (part.isMessage() && isInHeader(message, child) || isInPart(message, child)) {
                return true;
            }
        }
        return false;
    }

    private boolean isInText(MessageView message, Part part) throws IOException {
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
