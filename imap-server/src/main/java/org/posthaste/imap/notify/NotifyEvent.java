package org.posthaste.imap.notify;

import java.util.Optional;

/** What can happen, RFC 5465 §5. */
public enum NotifyEvent {
    MESSAGE_NEW("MessageNew"),
    MESSAGE_EXPUNGE("MessageExpunge"),
    FLAG_CHANGE("FlagChange"),
    MAILBOX_NAME("MailboxName"),
    SUBSCRIPTION_CHANGE("SubscriptionChange"),
    MAILBOX_METADATA("MailboxMetadataChange"),
    SERVER_METADATA("ServerMetadataChange");

    private final String text;

    NotifyEvent(String text) {
        this.text = text;
    }

    /** As the protocol spells it. */
    public String text() {
        return text;
    }

    /** True if it is about messages, not about mailboxes. */
    public boolean ofMessages() {
        return this == MESSAGE_NEW || this == MESSAGE_EXPUNGE || this == FLAG_CHANGE;
    }

    /** The event of this name, in any case; empty if it is not supported. */
    public static Optional<NotifyEvent> named(String name) {
        for (NotifyEvent event : values()) {
            if (event.text.equalsIgnoreCase(name)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }
}
