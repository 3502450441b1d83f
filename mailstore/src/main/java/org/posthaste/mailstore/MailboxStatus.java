package org.posthaste.mailstore;

/**
 * A mailbox's counters.
 *
 * @param octets sum of the sizes
 * @param recent messages no session was told of yet
 * @param deleted messages with \Deleted
 */
public record MailboxStatus(
        int messages,
        int recent,
        int unseen,
        int deleted,
        long octets,
        int uidNext,
        int uidValidity,
        long highestModSeq) {}
