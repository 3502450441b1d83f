package org.posthaste.mailstore.jdbc;

import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxStatus;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.rights.AccessList;

/**
 * What is known of a mailbox in memory: its counters, and its messages if somebody looked. There are two of everything: what is committed, for all threads, and what the running batch made of it,
 * for the committer; {@link #publish} turns the second into the first.
 */
final class MailboxState {
    private static final int MAX_KEYWORD = 255;

    private final MailboxId id;
    private final AccountId account;
    private final int uidValidity;
    private final Set<SpecialUse> uses;
    private final AtomicInteger recentUid;
    /** Held by whoever loads the messages. */
    private final Object loading = new Object();

    private volatile View view;
    private @Nullable WeakReference<PagedSnapshot> loaded;
    private boolean inBatch;

    // What follows belongs to the committer.
    private MailboxName name;
    private AccessList access;
    private boolean gone;
    private int uidNext;
    private long modSeq;
    private int messages;
    private int unseen;
    private int deleted;
    private long octets;
    private long expungeFloor;
    private int unfolded;
    private List<String> keywords;
    private @Nullable PagedSnapshot working;
    private @Nullable MailboxWrites writes;

    /** The committed name, rights and counters. */
    record View(MailboxName name, AccessList access, boolean gone, MailboxTable.Counters counters) {}

    MailboxState(MailboxTable.Row row) {
        this.id = row.id();
        this.account = row.account();
        this.uidValidity = row.uidValidity();
        this.uses = Set.copyOf(row.uses());
        this.recentUid = new AtomicInteger(row.recentUid());
        this.view = new View(row.name(), row.access(), false, row.counters());
        MailboxTable.Counters counters = row.counters();
        this.name = row.name();
        this.access = row.access();
        this.uidNext = counters.uidNext();
        this.modSeq = counters.modSeq();
        this.messages = counters.messages();
        this.unseen = counters.unseen();
        this.deleted = counters.deleted();
        this.octets = counters.octets();
        this.expungeFloor = counters.expungeFloor();
        this.unfolded = counters.unfolded();
        this.keywords = counters.keywords();
    }

    MailboxId id() {
        return id;
    }

    AccountId account() {
        return account;
    }

    int uidValidity() {
        return uidValidity;
    }

    Set<SpecialUse> uses() {
        return uses;
    }

    AtomicInteger recentUid() {
        return recentUid;
    }

    Object loading() {
        return loading;
    }

    View view() {
        return view;
    }

    MailboxStatus status() {
        MailboxTable.Counters now = view.counters();
        int recent = Math.max(0, Math.min(now.messages(), now.uidNext() - recentUid.get()));
        return new MailboxStatus(
                now.messages(),
                recent,
                now.unseen(),
                now.deleted(),
                now.octets(),
                now.uidNext(),
                uidValidity,
                now.modSeq());
    }

    /** The newest committed snapshot, if it is in memory. */
    synchronized Optional<PagedSnapshot> loaded() {
        return Optional.ofNullable(loaded == null ? null : loaded.get());
    }

    /** Takes what a reader loaded, unless the mailbox changed meanwhile or is changing. */
    synchronized Optional<PagedSnapshot> install(LoadedMailbox read) {
        if (inBatch || read.modSeq() != view.counters().modSeq()) {
            return Optional.empty();
        }
        PagedSnapshot snapshot = read.snapshot(snapshotState(
                view.counters().uidNext(), read.modSeq(), view.counters().keywords()));
        loaded = new WeakReference<>(snapshot);
        return Optional.of(snapshot);
    }

    private PagedSnapshot.State snapshotState(int next, long highest, List<String> names) {
        return new PagedSnapshot.State(id, uidValidity, next, highest, names);
    }

    // The committer's side.

    /** A batch begins to look at this mailbox. */
    synchronized void begin() {
        inBatch = true;
        working = loaded == null ? null : loaded.get();
        writes = new MailboxWrites(id);
    }

    /** The batch is committed: shows its outcome. */
    synchronized Optional<PagedSnapshot> publish() {
        view = new View(name, access, gone, counters());
        loaded = working == null || gone ? null : new WeakReference<>(working);
        Optional<PagedSnapshot> published = Optional.ofNullable(gone ? null : working);
        working = null;
        writes = null;
        inBatch = false;
        return published;
    }

    private MailboxTable.Counters counters() {
        return new MailboxTable.Counters(
                uidNext, modSeq, messages, unseen, deleted, octets, expungeFloor, unfolded, keywords);
    }

    MailboxName name() {
        return name;
    }

    void rename(MailboxName newName) {
        name = newName;
    }

    AccessList access() {
        return access;
    }

    /** Changes who may do what; it is written at once. */
    void access(Tx tx, AccessList list) throws SQLException {
        RightsTable.replace(tx, id, list);
        access = list;
    }

    void remove() {
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    int uidNext() {
        return uidNext;
    }

    int messages() {
        return messages;
    }

    long octets() {
        return octets;
    }

    int unfolded() {
        return unfolded;
    }

    MailboxWrites writes() {
        MailboxWrites now = writes;
        if (now == null) {
            throw new IllegalStateException("mailbox " + id + " is not in a batch");
        }
        return now;
    }

    /** The messages as the batch has them so far; loads them if nobody has. */
    PagedSnapshot messages(Tx tx) throws SQLException {
        PagedSnapshot now = working;
        if (now == null) {
            now = behind(LoadedMailbox.read(tx, id));
        }
        return now;
    }

    /** Takes what a reader loaded some time ago, with what happened since. */
    void adopt(Tx tx, LoadedMailbox read) throws SQLException {
        if (working == null) {
            behind(read.refreshed(tx));
        }
    }

    private PagedSnapshot behind(LoadedMailbox read) {
        // What this batch added is not in the tables yet.
        PagedSnapshot snapshot = read.snapshot(state()).plus(state(), writes().rows());
        working = snapshot;
        return snapshot;
    }

    private PagedSnapshot.State state() {
        return snapshotState(uidNext, modSeq, keywords);
    }

    /** The modseq for a change about to be made. */
    long nextModSeq() {
        return ++modSeq;
    }

    /** Adds messages, whose UIDs follow on {@link #uidNext} and whose modseq is the newest. */
    void add(List<IndexEntry> entries) {
        uidNext += entries.size();
        for (IndexEntry entry : entries) {
            count(entry.flags(), 1);
            octets += entry.size();
        }
        writes().add(entries);
        if (working != null) {
            working = working.plus(state(), entries);
        }
    }

    /** Counts a message with these flags in or out. */
    void count(long flags, int by) {
        messages += by;
        unseen += (flags & FlagBits.SEEN) == 0 ? by : 0;
        deleted += (flags & FlagBits.DELETED) != 0 ? by : 0;
    }

    void countOctets(long by) {
        octets += by;
    }

    /** The next messages, made with an editor. */
    PagedSnapshot.State nextState() {
        return state();
    }

    void replace(PagedSnapshot next) {
        working = next;
        writes().change();
    }

    void unfolded(int rows) {
        unfolded = rows;
    }

    void raiseExpungeFloor(long to) {
        expungeFloor = Math.max(expungeFloor, to);
    }

    /** Fails with LIMIT if the keywords among these flags do not fit. */
    void checkKeywords(Flags flags) {
        int more = 0;
        for (String flag : flags.names()) {
            if (flag.length() > MAX_KEYWORD) {
                throw new StoreException(StoreFailure.LIMIT, "a keyword of " + flag.length() + " characters");
            }
            more += FlagBits.systemBit(flag).isEmpty() && keywordBit(flag) < 0 ? 1 : 0;
        }
        if (keywords.size() + more > FlagBits.MAX_KEYWORDS) {
            throw new StoreException(StoreFailure.LIMIT, "mailbox " + id.value() + " has too many keywords");
        }
    }

    /** The bits of flags; keywords that are new get a bit if {@code create}, as long as there are any left, and are left out otherwise. */
    long bits(Flags flags, boolean create) {
        long bits = 0;
        for (String flag : flags.names()) {
            if (FlagBits.systemBit(flag).isPresent()) {
                bits |= 1L << FlagBits.systemBit(flag).getAsInt();
                continue;
            }
            int bit = keywordBit(flag);
            if (bit < 0 && create && keywords.size() < FlagBits.MAX_KEYWORDS && flag.length() <= MAX_KEYWORD) {
                bit = FlagBits.FIRST_KEYWORD + keywords.size();
                List<String> more = new ArrayList<>(keywords);
                more.add(flag);
                keywords = List.copyOf(more);
                writes().addKeyword(bit, flag);
            }
            bits |= bit < 0 ? 0 : 1L << bit;
        }
        return bits;
    }

    private int keywordBit(String name) {
        for (int i = 0; i < keywords.size(); i++) {
            if (keywords.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return FlagBits.FIRST_KEYWORD + i;
            }
        }
        return -1;
    }

    List<String> keywords() {
        return keywords;
    }

    /** Writes what the batch changed. */
    void flush(Tx tx) throws SQLException {
        MailboxWrites now = writes();
        if (now.changed()) {
            unfolded += now.flush(tx);
            MailboxTable.update(tx, id, name, counters(), recentUid.get());
        }
    }
}
