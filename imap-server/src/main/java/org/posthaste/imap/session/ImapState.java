package org.posthaste.imap.session;

import org.posthaste.mailstore.Account;

/** Where a session stands, RFC 3501 §3. */
public sealed interface ImapState {
    /** Before login. */
    record NotAuthenticated() implements ImapState {}

    /** Logged in, no mailbox selected. */
    record Authenticated(Account account) implements ImapState {}

    /** A mailbox is selected. */
    record Selected(Account account, SelectedMailbox mailbox) implements ImapState {}

    /** Goodbye was said. */
    record LoggedOut() implements ImapState {}
}
