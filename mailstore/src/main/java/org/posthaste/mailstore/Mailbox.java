package org.posthaste.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.rights.Rights;

/** One mailbox. Thread-safe. Changes complete when durable (see {@link MailStore}). */
public interface Mailbox {
    MailboxId id();

    /** The name now; renames show. */
    MailboxName name();

    AccountId account();

    /** What a user may do with it now. Fails with NOT_FOUND (mailbox is gone). */
    Rights rights(AccountId user);

    /** Counters, without loading the mailbox. */
    MailboxStatus status();

    /** The newest committed state; loads it if nobody has (one range scan). Blocks: workers only. */
    MailboxSnapshot snapshot();

    /** Appends all messages or none, in order, with consecutive UIDs. Takes over the messages, also on failure. Fails: OVER_QUOTA, LIMIT (keywords), NOT_FOUND (mailbox is gone). */
    CompletionStage<AppendResult> append(List<NewMessage> messages);

    /** Changes flags of the messages that exist among {@code uids}; messages whose modseq is above {@code unchangedSince} are left alone and named in the result. */
    CompletionStage<StoreResult> storeFlags(UidSet uids, FlagUpdate update, OptionalLong unchangedSince);

    /** Expunges the messages that have \Deleted, only those among {@code only} if given. */
    CompletionStage<ExpungeResult> expunge(Optional<UidSet> only);

    /** Expunges exactly these messages, \Deleted or not (POP3's QUIT). */
    CompletionStage<ExpungeResult> remove(UidSet uids);

    /** Copies with flags and internal date. Fails: NOT_FOUND (target), OVER_QUOTA (of the target's owner), LIMIT. */
    CompletionStage<CopyResult> copy(UidSet uids, CopyTarget target);

    /** Copies and expunges in one transaction (RFC 6851). */
    CompletionStage<CopyResult> move(UidSet uids, CopyTarget target);

    /** Copies within the account, with all flags. */
    default CompletionStage<CopyResult> copy(UidSet uids, MailboxName target) {
        return copy(uids, new CopyTarget(account(), target, Rights.ALL));
    }

    /** Moves within the account, with all flags. */
    default CompletionStage<CopyResult> move(UidSet uids, MailboxName target) {
        return move(uids, new CopyTarget(account(), target, Rights.ALL));
    }

    /**
     * Where messages are copied to.
     *
     * @param rights what the user may do there; flags these rights do not cover are not copied (RFC 4314 §4)
     */
    record CopyTarget(AccountId account, MailboxName name, Rights rights) {}

    /**
     * Appends a message to a mailbox and expunges one from here, in one transaction (RFC 8508 §3.4); only what an account uses more afterwards counts against its quota. Takes over the message,
     * also on failure. Fails: EXPUNGED (there is no such message any more), NOT_FOUND (target), OVER_QUOTA, LIMIT.
     */
    CompletionStage<AppendResult> replace(int uid, CopyTarget target, NewMessage message);

    /** Replaces with a message in a mailbox of the same account. */
    default CompletionStage<AppendResult> replace(int uid, MailboxName target, NewMessage message) {
        return replace(uid, new CopyTarget(account(), target, Rights.ALL), message);
    }

    /** A reader of messages of snapshots of this mailbox. */
    MessageReader reader();

    /**
     * Claims the messages that no session has been told of as \Recent (RFC 3501 §2.3.2): returns the first UID not claimed before, and with {@code claim} counts all messages up to UIDNEXT as claimed from now
     * on.
     */
    int recent(boolean claim);

    /** Forgets expunged messages before this modseq; what VANISHED (EARLIER) can still tell goes back to here. */
    long oldestExpungeModSeq();

    /** UIDs expunged since a modseq, as far as known. */
    UidSet expungedSince(long modSeq);

    /**
     * How flags are changed.
     *
     * @param changeable {@link FlagBits} that may change; the others stay as they are (RFC 4314 §4)
     */
    record FlagUpdate(Mode mode, Flags flags, long changeable) {
        /** A change that may touch all flags. */
        public FlagUpdate(Mode mode, Flags flags) {
            this(mode, flags, -1);
        }

        /** The flags of a message after the update, given the bits of {@link #flags}. */
        public long apply(long before, long bits) {
            long allowed = bits & changeable;
            return switch (mode) {
                case REPLACE -> before & ~changeable | allowed;
                case ADD -> before | allowed;
                case REMOVE -> before & ~allowed;
            };
        }

        /** Replace, add, remove. */
        public enum Mode {
            REPLACE,
            ADD,
            REMOVE
        }
    }

    /** A message to append. */
    record NewMessage(IncomingMessage message, Flags flags, Optional<InternalDate> date) {}

    /** What APPEND did: the UIDs in the order of the messages. */
    record AppendResult(int uidValidity, UidSet uids) {}

    /**
     * What STORE did.
     *
     * @param changed messages whose flags changed
     * @param modified messages left alone because of UNCHANGEDSINCE
     * @param snapshot the state behind this change
     */
    record StoreResult(UidSet changed, UidSet modified, MailboxSnapshot snapshot) {}

    /** What EXPUNGE did. */
    record ExpungeResult(UidSet expunged, MailboxSnapshot snapshot) {}

    /** What COPY or MOVE did: source and target UIDs correspond in ascending order; both empty if no message existed. */
    record CopyResult(int targetUidValidity, UidSet source, UidSet target) {}
}
