package org.posthaste.mailstore.sort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.message.EncodedWords;
import org.posthaste.common.message.EnvelopeFields;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.search.MessageView;

/**
 * What sorting and threading need of the headers of one mailbox's messages, in columns: read once from what was stored
 * at delivery, then kept, for headers never change. A hundred thousand messages take some fifteen megabytes.
 *
 * <p>Thread-safe by its monitor: who asks for values of messages holds it from {@link #load} on.
 *
 * <p>Fails: LIMIT when the headers take more room than allowed.
 */
public final class HeaderColumns {
    /** Of more references only the first and the last of these are used. */
    static final int MAX_REFERENCES = 200;

    private static final long NO_DATE = Long.MIN_VALUE;
    private static final List<String> REFERENCES = List.of("REFERENCES");

    /** The columns that hold numbers of texts. */
    private static final int SUBJECT = 0;

    private static final int FROM = 1;
    private static final int TO = 2;
    private static final int CC = 3;
    private static final int DISPLAY_FROM = 4;
    private static final int DISPLAY_TO = 5;
    private static final int MESSAGE_ID = 6;
    /** Where a message's references begin in the pool: their number, then the numbers of their texts. */
    private static final int REFERENCES_AT = 7;

    private static final int COLUMNS = 8;

    private final long limit;
    private final int uidValidity;
    private TextTable texts = new TextTable();
    private TextTable ids = new TextTable();
    private RowIndex rows = new RowIndex();
    private final int[][] columns = new int[COLUMNS][64];
    private long[] sent = new long[64];
    private boolean[] replies = new boolean[64];
    private int[] pool = new int[64];
    private int pooled;
    private volatile long weight;

    /** Begins with nothing; {@code limit} is the number of octets it may take. */
    HeaderColumns(int uidValidity, long limit) {
        this.uidValidity = uidValidity;
        this.limit = limit;
    }

    int uidValidity() {
        return uidValidity;
    }

    /** Octets taken, about, when messages were loaded last; does not wait for who loads. */
    long weight() {
        return weight;
    }

    private void weigh() {
        weight = texts.weight()
                + ids.weight()
                + rows.weight()
                + sent.length * (8L + 1L + 4L * COLUMNS)
                + 4L * pool.length;
    }

    /** Reads what is not known yet of these messages, ascending. Stops with an InterruptedIOException when the thread is interrupted. */
    public synchronized void load(MailboxSnapshot snapshot, int[] indexes, MessageReader reader) throws IOException {
        if (rows.count() > 2L * snapshot.count() + 1000) {
            forget();
        }
        MessageView message = new MessageView(snapshot, reader);
        for (int index : indexes) {
            int uid = snapshot.uid(index);
            if (rows.find(uid) < 0) {
                MessageView.checkInterrupt();
                message.moveTo(index);
                add(uid, message);
                if ((rows.count() & 0xff) == 0) {
                    weigh();
                    if (weight > limit) {
                        forget();
                        throw new StoreException(StoreFailure.LIMIT, "headers take too much room to be sorted");
                    }
                }
            }
        }
        weigh();
    }

    private void forget() {
        texts = new TextTable();
        ids = new TextTable();
        rows = new RowIndex();
        pooled = 0;
    }

    private void add(int uid, MessageView message) throws IOException {
        RenderedMessage rendered = message.rendered();
        EnvelopeFields envelope = EnvelopeFields.parse(rendered.envelope());
        List<String> references = references(message, envelope);
        int row = rows.add(uid);
        if (row == sent.length) {
            grow();
        }
        sent[row] =
                rendered.sentDate().map(RenderedMessage.SentDate::epochMilli).orElse(NO_DATE);
        BaseSubject subject = BaseSubject.of(envelope.subject());
        replies[row] = subject.reply();
        columns[SUBJECT][row] = texts.number(Casemap.key(subject.text()));
        columns[FROM][row] = texts.number(Casemap.key(envelope.from().mailbox()));
        columns[TO][row] = texts.number(Casemap.key(envelope.to().mailbox()));
        columns[CC][row] = texts.number(Casemap.key(envelope.cc().mailbox()));
        columns[DISPLAY_FROM][row] = texts.number(Casemap.key(display(envelope.from())));
        columns[DISPLAY_TO][row] = texts.number(Casemap.key(display(envelope.to())));
        List<String> id = MessageIds.parse(envelope.messageId(), 1);
        columns[MESSAGE_ID][row] = id.isEmpty() ? 0 : number(id.get(0));
        columns[REFERENCES_AT][row] = pool(references);
    }

    /** RFC 5957 §3. */
    private static String display(EnvelopeFields.Address address) {
        String name = EncodedWords.decode(address.name());
        if (!name.isEmpty()) {
            return name;
        }
        return address.host().isEmpty() ? address.mailbox() : address.mailbox() + "@" + address.host();
    }

    /** References, or else the first ID of In-Reply-To: RFC 5256 §3. */
    private static List<String> references(MessageView message, EnvelopeFields envelope) throws IOException {
        Optional<byte[]> kept = message.rendered().headerFields(REFERENCES);
        if (kept.isEmpty() || kept.get().length > 0) {
            for (HeaderBlock.Field field : message.fields("References")) {
                List<String> ids = MessageIds.parse(field.body(), Integer.MAX_VALUE);
                if (!ids.isEmpty()) {
                    return ids;
                }
            }
        }
        return MessageIds.parse(envelope.inReplyTo(), 1);
    }

    private int number(String id) {
        return ids.number(id.getBytes(StandardCharsets.UTF_8));
    }

    private int pool(List<String> references) {
        int count = Math.min(MAX_REFERENCES, references.size());
        if (count == 0) {
            return -1;
        }
        if (pooled + count + 1 > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(pooled + count + 1, pool.length * 3 / 2));
        }
        int at = pooled;
        pool[pooled++] = count;
        pool[pooled++] = number(references.get(0));
        for (String id : references.subList(references.size() - count + 1, references.size())) {
            pool[pooled++] = number(id);
        }
        return at;
    }

    private void grow() {
        int length = sent.length * 3 / 2;
        sent = Arrays.copyOf(sent, length);
        replies = Arrays.copyOf(replies, length);
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = Arrays.copyOf(columns[i], length);
        }
    }

    // ---- values of messages that are loaded, by UID

    /** The row of a message. */
    public int row(int uid) {
        return rows.find(uid);
    }

    /** Sent date in milliseconds of the epoch; the internal date if the message tells none (RFC 5256 §2.2). */
    public long sentDate(int row, MailboxSnapshot snapshot, int index) {
        long date = sent[row];
        return date != NO_DATE ? date : snapshot.internalDate(index).epochSecond() * 1000;
    }

    /** Number of the base subject; 0 for an empty one. Equal subjects have equal numbers. */
    public int subject(int row) {
        return columns[SUBJECT][row];
    }

    /** How many numbers subjects may have. */
    public int subjects() {
        return texts.count();
    }

    /** True if the subject is that of a reply or forward. */
    public boolean reply(int row) {
        return replies[row];
    }

    /** Number of the message ID; 0 if there is none. */
    public int messageId(int row) {
        return columns[MESSAGE_ID][row];
    }

    /** How many numbers message IDs may have. */
    public int messageIds() {
        return ids.count();
    }

    /** Number of references. */
    public int references(int row) {
        int at = columns[REFERENCES_AT][row];
        return at < 0 ? 0 : pool[at];
    }

    /** Number of a reference's message ID. */
    public int reference(int row, int place) {
        return pool[columns[REFERENCES_AT][row] + 1 + place];
    }

    /** For each number of a text its place in the order of i;unicode-casemap. */
    public int[] ranks() {
        return texts.ranks();
    }

    /** Number of the text that a key sorts by. */
    int text(SortKey key, int row) {
        return switch (key) {
            case SUBJECT -> columns[SUBJECT][row];
            case FROM -> columns[FROM][row];
            case TO -> columns[TO][row];
            case CC -> columns[CC][row];
            case DISPLAYFROM -> columns[DISPLAY_FROM][row];
            case DISPLAYTO -> columns[DISPLAY_TO][row];
            case ARRIVAL, DATE, SIZE -> throw new IllegalArgumentException(key + " is no text");
        };
    }
}
