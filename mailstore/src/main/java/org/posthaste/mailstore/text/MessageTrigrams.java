package org.posthaste.mailstore.text;

import java.io.IOException;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.search.FoldedTexts;
import org.posthaste.mailstore.search.TextScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists messages under the trigrams they hold. A message with more text or more trigrams than a message should have,
 * or that cannot be read, is noted as one that may hold anything. Confined to one thread.
 */
final class MessageTrigrams implements FoldedTexts.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(MessageTrigrams.class);
    private static final int TRIGRAMS = 1 << 16;
    /** Characters of a field that are looked at. */
    private static final int CHARACTERS = 1 << 24;

    private final FoldedTexts texts = new FoldedTexts(this);
    private final TrigramSet trigrams = new TrigramSet(TRIGRAMS);
    private final Postings postings;
    private IndexedField field = IndexedField.SUBJECT;
    private int characters;
    private boolean cut;

    /** Adds messages to postings. */
    MessageTrigrams(Postings postings) {
        this.postings = postings;
    }

    /** Adds a message. */
    void add(long record, MailboxSnapshot messages, int index, MessageReader reader) {
        postings.begin(record);
        enter(IndexedField.SUBJECT);
        try {
            texts.giveAll(messages, index, reader);
            leave();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            LOG.debug("a message that cannot be indexed is read by every search: record={}", record, e);
            postings.retract();
            for (IndexedField any : IndexedField.values()) {
                postings.add(any, Trigrams.CUT);
            }
        }
        postings.end();
    }

    private void enter(IndexedField next) {
        trigrams.clear();
        field = next;
        characters = 0;
        cut = false;
    }

    private void leave() {
        if (cut || trigrams.isFull()) {
            postings.add(field, Trigrams.CUT);
        } else {
            trigrams.forEach(trigram -> postings.add(field, trigram));
        }
    }

    private void turnTo(TextScope scope) {
        IndexedField next = IndexedField.of(scope);
        if (next != field) {
            leave();
            enter(next);
        }
    }

    @Override
    public boolean piece(TextScope scope, char[] folded, int length) {
        turnTo(scope);
        characters += length;
        cut |= characters > CHARACTERS;
        return !cut && trigrams.add(folded, length);
    }

    @Override
    public void end(TextScope scope) {
        turnTo(scope);
        trigrams.end();
    }

    @Override
    public void cut(TextScope scope) {
        turnTo(scope);
        cut = true;
    }
}
