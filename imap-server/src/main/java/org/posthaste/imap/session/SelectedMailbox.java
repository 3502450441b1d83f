package org.posthaste.imap.session;

import java.util.function.IntPredicate;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.Octets;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MailboxSnapshot.Difference;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/**
 * The selected mailbox as the client knows it, and the way from there to the newest state. There is no queue of events: what is to tell is the difference between snapshots.
 *
 * <p>Two snapshots are held. {@link #view} gives the messages and their sequence numbers; it moves on only where EXPUNGE may be sent (RFC 3501 §7.4.1). {@link #told} gives the flags
 * the client was told; it may be ahead of the view, and mostly both are the same. Messages of the view that are expunged meanwhile can still be fetched.
 *
 * <p>Confined to the session's executor; loading a snapshot may block.
 */
public final class SelectedMailbox {
    private static final byte[] FETCH = Octets.ascii(" FETCH (");
    private static final byte[] UIDFETCH = Octets.ascii(" UIDFETCH (");

    private final Mailbox mailbox;
    private final AccountId viewer;
    private final boolean readOnly;
    private final EnabledFeatures features;
    private final RecentMessages recent = new RecentMessages();
    private final MessageReader reader;
    private MailboxSnapshot view;
    private MailboxSnapshot told;
    private FlagsText flagsText;
    private UidSet saved = UidSet.EMPTY;
    private ViewListener listener = ViewListener.NONE;
    private final FlagNames flagNames;

    /**
     * Opens a mailbox. Unless it is read-only, by EXAMINE or for lack of any right to change it (RFC 4314 §5.2), its owner's session claims the recent messages.
     *
     * @param viewer whose session it is
     * @param examine nothing may be changed
     * @param features what the session's client has switched on, now and later
     */
    public SelectedMailbox(Mailbox mailbox, AccountId viewer, boolean examine, EnabledFeatures features) {
        this.mailbox = mailbox;
        this.viewer = viewer;
        Rights rights = mailbox.rights(viewer);
        this.readOnly =
                examine || !rights.hasAny(Right.INSERT, Right.EXPUNGE, Right.SEEN, Right.DELETE_MESSAGES, Right.WRITE);
        this.features = features;
        this.reader = mailbox.reader();
        int firstRecent = mailbox.recent(claimsRecent());
        this.view = mailbox.snapshot();
        this.told = view;
        this.flagsText = new FlagsText(view);
        this.flagNames = new FlagNames(view, rights, readOnly);
        recent.add(firstRecent, view.uidNext() - 1);
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    public boolean readOnly() {
        return readOnly;
    }

    /** Others who look must not take \Recent from the owner. */
    private boolean claimsRecent() {
        return !readOnly && mailbox.account().equals(viewer);
    }

    /** What the session's user may do with the mailbox now; what it was last, if the mailbox is gone. */
    public Rights rights() {
        try {
            return mailbox.rights(viewer);
        } catch (StoreException e) {
            if (e.failure() == StoreFailure.NOT_FOUND) {
                return flagNames.rights();
            }
            throw e;
        }
    }

    /** False once the right to read was taken from the session's user. */
    public boolean readable() {
        return rights().has(Right.READ);
    }

    /** Reads messages of {@link #view}. */
    public MessageReader reader() {
        return reader;
    }

    /** The messages the client knows, by sequence number less one. */
    public MailboxSnapshot view() {
        return view;
    }

    /** The state up to which the client was told of flags. */
    public MailboxSnapshot told() {
        return told;
    }

    /** What the session's client has switched on. */
    public EnabledFeatures features() {
        return features;
    }

    /**
     * UIDs of a set that no message of the view has, as far as their messages may have been expunged since a modification sequence: those the store remembers, and all of them if it does
     * not remember that far back (RFC 7162 §3.2.6). May read from disk.
     */
    public UidSet expungedEarlier(UidSet asked, long since) {
        UidSet.Builder missing = new UidSet.Builder();
        for (int range = 0; range < asked.ranges(); range++) {
            int next = asked.first(range);
            int at = view.indexOf(next);
            for (int index = at < 0 ? -at - 1 : at; index < view.count(); index++) {
                int uid = view.uid(index);
                if (uid > asked.last(range)) {
                    break;
                }
                if (next < uid) {
                    missing.add(next, uid - 1);
                }
                next = uid + 1;
            }
            if (next <= asked.last(range)) {
                missing.add(next, asked.last(range));
            }
        }
        UidSet all = missing.build();
        return since < mailbox.oldestExpungeModSeq() || all.isEmpty() ? all : all.and(mailbox.expungedSince(since));
    }

    // ---- sets of messages

    /** The messages of the view with these sequence numbers. Fails as {@link IndexSet#ofNumbers} does. */
    public IndexSet numbers(SequenceSet set) {
        return set.isSaved() ? IndexSet.of(saved, view) : IndexSet.ofNumbers(set, view);
    }

    /** The messages of the view with these UIDs. */
    public IndexSet uids(SequenceSet set) {
        return set.isSaved() ? IndexSet.of(saved, view) : IndexSet.ofUids(set, view);
    }

    /** What {@code $} stands for, RFC 5182 §2.1. UIDs of messages that are expunged since may be among them; they match nothing. */
    public UidSet saved() {
        return saved;
    }

    /** Changes what {@code $} stands for. */
    public void save(UidSet uids) {
        saved = uids;
    }

    // ---- who else tells of changes

    public ViewListener listener() {
        return listener;
    }

    /** From now on this one is told, and none else. */
    public void listener(ViewListener next) {
        listener = next;
    }

    // ---- single messages of the view

    /** Index in {@link #told} of a message of the view; negative if it is expunged there. */
    public int toldIndex(int index) {
        return view == told ? index : told.indexOf(view.uid(index));
    }

    /** Flags of a message of the view. */
    public long flags(int index) {
        int at = toldIndex(index);
        return at >= 0 ? told.flags(at) : view.flags(index);
    }

    /** Modification sequence of a message of the view. */
    public long modSeq(int index) {
        int at = toldIndex(index);
        return at >= 0 ? told.modSeq(at) : view.modSeq(index);
    }

    /** Writes {@code FLAGS (...)} of a message of the view. */
    public void writeFlags(int index, ImapWriter out) {
        flagsText.write(flags(index), features.recent() && recent.contains(view.uid(index)), out);
    }

    public boolean isRecent(int uid) {
        return recent.contains(uid);
    }

    /** UIDs that are \Recent here; they need not exist any more. */
    public UidSet recentUids() {
        return recent.uids();
    }

    /** Number of messages of the view that are \Recent. */
    public int recentCount() {
        return recent.countIn(view);
    }

    // ---- news

    /** Writes the FLAGS response and PERMANENTFLAGS. */
    public void writeFlagNames(ImapWriter out) {
        flagNames.write(told, rights(), out);
    }

    /** Writes all that is new. Without {@code expunges}, as long as there are any to tell, only flags are told and sequence numbers stay as they are. */
    public void writeUpdates(ImapWriter out, boolean expunges, boolean tellFlags) {
        MailboxSnapshot newest = mailbox.snapshot();
        if (flagNames.changed(rights())) {
            writeFlagNames(out);
        }
        if (newest == view && newest == told) {
            return;
        }
        Difference difference = newest.since(view);
        if (difference.firstNewIndex() < newest.count() && (expunges || difference.expungedIndexes().length == 0)) {
            // Claimed before the snapshot is taken, so that no message is claimed and not seen; seeing one more than
            // claimed is harmless.
            int firstRecent = mailbox.recent(claimsRecent());
            newest = mailbox.snapshot();
            difference = newest.since(view);
            recent.add(firstRecent, newest.uidNext() - 1);
        }
        if (!expunges && difference.expungedIndexes().length > 0) {
            writeFlagChanges(newest, index -> !tellFlags, out);
            return;
        }
        Difference flags = told == view ? difference : newest.since(told);
        int knownBefore = view.uidNext();
        if (difference.expungedIndexes().length > 0) {
            listener.expunging(this, difference.expungedIndexes(), out);
        }
        writeExpunged(difference.expungedIndexes(), out);
        view = newest;
        moveTold(newest);
        if (difference.firstNewIndex() < newest.count()) {
            out.text("* ").number(newest.count()).text(" EXISTS").crlf();
            writeRecent(out);
        }
        writeNewKeywords(out);
        for (int index : flags.changedIndexes()) {
            if (tellFlags && newest.uid(index) < knownBefore) {
                writeFlagFetch(index, out, true);
            }
        }
        listener.moved(this, out);
    }

    /** The RECENT response, RFC 3501 §7.3.2, unless the client speaks the revision that has none. */
    public void writeRecent(ImapWriter out) {
        if (features.recent()) {
            out.text("* ").number(recentCount()).text(" RECENT").crlf();
        }
    }

    private void writeExpunged(int[] indexes, ImapWriter out) {
        if (features.vanished()) {
            UidSet.Builder gone = new UidSet.Builder();
            for (int index : indexes) {
                gone.add(view.uid(index));
            }
            VanishedResponse.write(gone.build(), out);
            return;
        }
        int gone = 0;
        for (int index : indexes) {
            out.text("* ").number(index + 1 - gone++).text(" EXPUNGE").crlf();
        }
    }

    /** True if messages of the view are known to be expunged and the client was not told yet. */
    public boolean expungesPending() {
        return view != told && told.since(view).expungedIndexes().length > 0;
    }

    /** Moves on to a newer state of flags and writes the changes, except for messages of the view that are told of otherwise. */
    public void writeFlagChanges(MailboxSnapshot newer, IntPredicate toldOtherwise, ImapWriter out) {
        if (newer == told) {
            return;
        }
        boolean sameMessages = view == told;
        Difference difference = newer.since(told);
        if (sameMessages
                && difference.expungedIndexes().length == 0
                && difference.firstNewIndex() == newer.count()
                && newer.count() == view.count()) {
            view = newer;
        }
        moveTold(newer);
        writeNewKeywords(out);
        for (int changed : difference.changedIndexes()) {
            int index = view == newer ? changed : view.indexOf(newer.uid(changed));
            if (index >= 0 && !toldOtherwise.test(index)) {
                writeFlagFetch(index, out, true);
            }
        }
        listener.moved(this, out);
    }

    /**
     * Moves on to the state behind a STORE.SILENT of this session (RFC 3501 §6.4.6): what it did itself goes without saying, except for modification sequences; what others did is told.
     */
    public void writeOthersChanges(
            MailboxSnapshot newer, FlagUpdate update, IndexSet stored, UidSet refused, ImapWriter out) {
        MailboxSnapshot before = told;
        long bits = FlagsText.bits(update.flags().names(), newer);
        IntPredicate asExpected = index -> {
            if (!stored.contains(index)) {
                return false;
            }
            int uid = view.uid(index);
            int old = before.indexOf(uid);
            int now = newer.indexOf(uid);
            if (old < 0 || now < 0) {
                return false;
            }
            long expected = refused.contains(uid) ? before.flags(old) : update.apply(before.flags(old), bits);
            return expected == newer.flags(now);
        };
        if (!features.modSeqs()) {
            writeFlagChanges(newer, asExpected, out);
            return;
        }
        writeFlagChanges(newer, stored::contains, out);
        for (int range = 0; range < stored.ranges(); range++) {
            for (int index = stored.first(range); index <= stored.last(range); index++) {
                int old = before.indexOf(view.uid(index));
                boolean moved = old >= 0 && toldIndex(index) >= 0 && before.modSeq(old) != modSeq(index);
                if (moved) {
                    writeFlagFetch(index, out, !asExpected.test(index));
                }
            }
        }
    }

    private void moveTold(MailboxSnapshot newer) {
        told = newer;
        // Texts depend on the keywords' names, which are only ever added to.
        if (flagNames.changed(newer) || flagsText.outgrown()) {
            flagsText = new FlagsText(newer);
        }
    }

    private void writeNewKeywords(ImapWriter out) {
        if (flagNames.changed(told)) {
            writeFlagNames(out);
        }
    }

    private void writeFlagFetch(int index, ImapWriter out, boolean flags) {
        beginFetch(index, out);
        String separator = "";
        if (features.uids()) {
            out.text("UID ").number(view.uid(index));
            separator = " ";
        }
        if (features.modSeqs()) {
            out.text(separator).text("MODSEQ (").number(modSeq(index)).octet(')');
            separator = " ";
        }
        if (flags) {
            out.text(separator);
            writeFlags(index, out);
        }
        out.octet(')').crlf();
    }

    /** Writes the start of a FETCH response up to its first parenthesis; it is UIDFETCH for a client that wants no numbers, RFC 9586 §3.3. */
    public void beginFetch(int index, ImapWriter out) {
        if (features.uidOnly()) {
            out.text("* ").number(view.uid(index)).octets(UIDFETCH);
        } else {
            out.text("* ").number(index + 1L).octets(FETCH);
        }
    }
}
