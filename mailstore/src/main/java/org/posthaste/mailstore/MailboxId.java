package org.posthaste.mailstore;

/** Identifies a mailbox for its whole life, through renames; never reused. At most 2^31-1, so that it packs with a UID into 64 bits. */
public record MailboxId(int value) {}
