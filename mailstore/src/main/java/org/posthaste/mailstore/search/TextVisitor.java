package org.posthaste.mailstore.search;

import java.io.IOException;
import org.posthaste.common.message.EncodedWords;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.message.PartIndex.Part;
import org.posthaste.common.message.PartText;

/**
 * Is shown the texts of a message one after the other, until it has seen enough. That a search and an index see the
 * same is what the index's answers rest on; so they both come by here.
 */
interface TextVisitor {
    /** A short text; returns true if this was enough. */
    boolean text(String text) throws IOException;

    /** A text part, not opened; returns true if this was enough. */
    boolean part(MessageView message, Part part) throws IOException;

    /** Shows the bodies of a field. */
    default boolean field(MessageView message, String name) throws IOException {
        for (HeaderBlock.Field field : message.fields(name)) {
            if (text(EncodedWords.decode(field.body()))) {
                return true;
            }
        }
        return false;
    }

    /** Shows the header of a message or of one embedded in it. */
    default boolean header(MessageView message, Part part) throws IOException {
        for (HeaderBlock.Field field :
                message.header(part.headerOffset(), part.headerSize()).fields()) {
            if (text(field.name() + ": " + EncodedWords.decode(field.body()))) {
                return true;
            }
        }
        return false;
    }

    /** Shows the names of attached files. */
    default boolean filenames(Part part) throws IOException {
        if (text(part.filename())) {
            return true;
        }
        for (Part child : part.children()) {
            if (filenames(child)) {
                return true;
            }
        }
        return false;
    }

    /** Shows text parts, and headers of embedded messages, since they are content of the outer one. */
    default boolean parts(MessageView message, Part part) throws IOException {
        if (PartText.isText(part)) {
            return part(message, part);
        }
        for (Part child : part.children()) {
            if (part.isMessage() && header(message, child) || parts(message, child)) {
                return true;
            }
        }
        return false;
    }
}
