package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.Reader;
import org.posthaste.common.message.PartIndex.Part;
import org.posthaste.common.message.PartText;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/**
 * Everything in a message that a text can be found in, in the form in which it is compared: a message holds a text if
 * and only if the text, folded, lies within one of these. Confined to one thread.
 */
public final class FoldedTexts {
    private static final TextScope[] FIELDS = {TextScope.SUBJECT, TextScope.FROM, TextScope.TO, TextScope.CC};

    private final Taker taker;
    private final TextVisitor visitor = new Folding();
    private TextScope scope = TextScope.SUBJECT;

    /** Takes texts in pieces. */
    public interface Taker {
        /** The next characters of a text; returns false if no more of this text are wanted. */
        boolean piece(TextScope scope, char[] folded, int length) throws IOException;

        /** The text is complete. */
        void end(TextScope scope) throws IOException;

        /** Some of what belongs to this scope cannot be given; only a search can tell what it holds. */
        void cut(TextScope scope);
    }

    /** Gives texts to a taker. */
    public FoldedTexts(Taker taker) {
        this.taker = taker;
    }

    /** A text as it is compared. */
    public static String fold(String text) {
        return TextFolding.fold(text);
    }

    /** Gives all texts of a message, scope by scope. */
    public void giveAll(MailboxSnapshot snapshot, int index, MessageReader reader) throws IOException {
        MessageView message = new MessageView(snapshot, reader);
        message.moveTo(index);
        for (TextScope field : FIELDS) {
            scope = field;
            visitor.field(message, field.name());
        }
        scope = TextScope.HEADER;
        Part root = message.parts().root();
        if (root.headerSize() > MessageView.MAX_HEADER) {
            // A field that is kept apart from the message may be behind what is read of the header.
            taker.cut(scope);
        }
        visitor.header(message, root);
        visitor.filenames(root);
        scope = TextScope.BODY;
        visitor.parts(message, root);
    }

    /** Folds what it is shown. */
    private final class Folding implements TextVisitor {
        @Override
        public boolean text(String text) throws IOException {
            String folded = TextFolding.fold(text);
            taker.piece(scope, folded.toCharArray(), folded.length());
            taker.end(scope);
            return false;
        }

        @Override
        public boolean part(MessageView message, Part part) throws IOException {
            try (Reader text = PartText.open(message.octets(), part)) {
                TextFolding folding = new TextFolding(text, SubstringMatcher.WINDOW);
                int length = folding.next();
                while (length >= 0 && taker.piece(scope, folding.window(), length)) {
                    length = folding.next();
                }
            }
            taker.end(scope);
            return false;
        }
    }
}
