package org.posthaste.imap.session;

import java.util.Optional;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.UidSet;

/** What a client that has sent NOTIFY (RFC 5465) is told without asking. Confined to the session's executor. */
public interface Watch extends AutoCloseable {
    /** True if new and expunged messages of the selected mailbox are told. */
    boolean messages();

    /** True if changed flags in the selected mailbox are told. */
    boolean flags();

    /** True if expunged messages are told only within commands, RFC 5465 §6.1.2. */
    boolean delayed();

    /** Writes what has changed about other mailboxes. */
    void writeOthers(ImapWriter out);

    /** What is to be told of the messages of the selected mailbox from this UID on. */
    Optional<ResponseSource> describe(SelectedMailbox mailbox, int firstUid);

    /** The client itself has created, deleted, renamed or subscribed to this name. */
    void ownName(MailboxName shown);

    /** The client itself has put messages into a mailbox. */
    void ownMessages(MailboxId mailbox, UidSet uids);

    /** The client itself has expunged so many messages from a mailbox that is not selected any more. */
    void ownExpunge(MailboxId mailbox, long messages);

    @Override
    void close();
}
