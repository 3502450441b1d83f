package org.posthaste.mailstore.rights;

/** One right to a mailbox, RFC 4314 §2.1. */
public enum Right {
    /** The mailbox is visible. */
    LOOKUP('l', "see it in the list"),
    /** Open it, read messages and counters. */
    READ('r', "read messages"),
    /** Change \Seen. */
    SEEN('s', "mark as read"),
    /** Change flags other than \Seen and \Deleted. */
    WRITE('w', "change other flags"),
    /** Append and copy messages into it. */
    INSERT('i', "put messages in"),
    /** Send mail to the address of the mailbox; not enforced by IMAP. */
    POST('p', "send to its address"),
    /** Create mailboxes below it. */
    CREATE('k', "create mailboxes below"),
    /** Delete or rename the mailbox itself. */
    DELETE_MAILBOX('x', "delete the mailbox"),
    /** Change \Deleted. */
    DELETE_MESSAGES('t', "mark as deleted"),
    /** Expunge. */
    EXPUNGE('e', "expunge"),
    /** Grant and take rights. */
    ADMINISTER('a', "grant rights");

    private final char letter;
    private final String meaning;

    Right(char letter, String meaning) {
        this.letter = letter;
        this.meaning = meaning;
    }

    /** The letter on the wire. */
    public char letter() {
        return letter;
    }

    /** What it allows, for people. */
    public String meaning() {
        return meaning;
    }
}
