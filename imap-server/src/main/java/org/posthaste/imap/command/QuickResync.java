package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;

/**
 * The QRESYNC parameter of SELECT: what the client knows of the mailbox, RFC 7162 §3.2.5. Immutable.
 *
 * @param known UIDs the client is interested in; empty for all
 * @param sample sequence numbers the client remembers, with their UIDs
 */
record QuickResync(long uidValidity, long modSeq, Optional<SequenceSet> known, Optional<Sample> sample) {
    /** Sequence numbers and UIDs that correspond, RFC 7162 §3.2.5.2; ranges ascend. */
    record Sample(List<Pairs> pairs) {
        /** {@code count} messages in a row, numbered from {@code number}, with UIDs from {@code uid}. */
        record Pairs(long number, long uid, long count) {}
    }

    /** {@code (uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data])}. */
    static QuickResync parse(ImapParser arguments) {
        arguments.open();
        long uidValidity = arguments.nzNumber();
        arguments.sp();
        long modSeq = arguments.number64();
        Optional<SequenceSet> known = Optional.empty();
        Optional<Sample> sample = Optional.empty();
        while (sample.isEmpty() && arguments.accept(' ')) {
            if (arguments.next('(')) {
                sample = Optional.of(sample(arguments));
            } else if (known.isEmpty()) {
                known = Optional.of(closed(arguments));
            } else {
                throw arguments.expected("sequence match data");
            }
        }
        arguments.close();
        return new QuickResync(uidValidity, modSeq, known, sample);
    }

    /** A set without {@code *}, RFC 7162 §7. */
    private static SequenceSet closed(ImapParser arguments) {
        int start = arguments.position();
        SequenceSet set = arguments.sequenceSet();
        if (set.isSaved()) {
            arguments.seek(start);
            throw arguments.expected("set of numbers");
        }
        for (int range = 0; range < set.ranges(); range++) {
            if (set.hasStar(range)) {
                arguments.seek(start);
                throw arguments.expected("set without '*'");
            }
        }
        return set;
    }

    private static Sample sample(ImapParser arguments) {
        int start = arguments.position();
        arguments.open();
        SequenceSet numbers = closed(arguments);
        arguments.sp();
        SequenceSet uids = closed(arguments);
        arguments.close();
        List<Sample.Pairs> pairs = pairs(numbers, uids);
        if (pairs.isEmpty()) {
            arguments.seek(start);
            throw arguments.expected("two ascending sets of the same size");
        }
        return new Sample(pairs);
    }

    /** The pairs both sets make up; none if they do not ascend or differ in size. */
    private static List<Sample.Pairs> pairs(SequenceSet numbers, SequenceSet uids) {
        List<Sample.Pairs> pairs = new ArrayList<>();
        if (!ascends(numbers) || !ascends(uids)) {
            return pairs;
        }
        int n = 0;
        int u = 0;
        long number = numbers.low(0, 0);
        long uid = uids.low(0, 0);
        while (true) {
            long count = Math.min(numbers.high(n, 0) - number, uids.high(u, 0) - uid) + 1;
            pairs.add(new Sample.Pairs(number, uid, count));
            number += count;
            uid += count;
            boolean numbersOver = number > numbers.high(n, 0) && ++n == numbers.ranges();
            boolean uidsOver = uid > uids.high(u, 0) && ++u == uids.ranges();
            if (numbersOver || uidsOver) {
                return numbersOver && uidsOver ? pairs : List.of();
            }
            number = Math.max(number, numbers.low(n, 0));
            uid = Math.max(uid, uids.low(u, 0));
        }
    }

    private static boolean ascends(SequenceSet set) {
        for (int range = 1; range < set.ranges(); range++) {
            if (set.low(range, 0) <= set.high(range - 1, 0)) {
                return false;
            }
        }
        return true;
    }

    /** True if the client's knowledge is of this mailbox. */
    boolean matches(MailboxSnapshot view) {
        return uidValidity == Integer.toUnsignedLong(view.uidValidity());
    }

    /** The UIDs the client wants to hear of. */
    private UidSet asked(MailboxSnapshot view) {
        UidSet all = UidSet.range(1, view.uidNext() - 1);
        return known.map(set -> MessageSets.uids(set, view)).orElse(all);
    }

    /** Messages the client wants to hear of. */
    IndexSet messages(MailboxSnapshot view) {
        return known.map(set -> IndexSet.ofUids(set, view)).orElseGet(() -> IndexSet.all(view));
    }

    /** The UIDs the client has to forget. */
    UidSet vanished(SelectedMailbox selected) {
        int settled = lastMatch(selected.view());
        UidSet asked = asked(selected.view()).and(UidSet.range(settled + 1, Integer.MAX_VALUE));
        return selected.expungedEarlier(asked, modSeq);
    }

    /** The highest UID that still has the sequence number the client remembers: what was expunged up to there the client knows. 0 if there is none. */
    private int lastMatch(MailboxSnapshot view) {
        List<Sample.Pairs> pairs = sample.map(Sample::pairs).orElse(List.of());
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Sample.Pairs some = pairs.get(i);
            for (long k = Math.min(some.count(), view.count() - some.number() + 1) - 1; k >= 0; k--) {
                int uid = view.uid((int) (some.number() + k) - 1);
                if (uid == some.uid() + k) {
                    return uid;
                }
            }
        }
        return 0;
    }

    /** Refuses the parameter of a client that has not switched it on, RFC 7162 §3.2.5. */
    static ImapSyntaxException notEnabled() {
        return ImapSyntaxException.invalid("ENABLE QRESYNC first");
    }
}
