package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;

/** The QUOTA response, RFC 2087 §5.1. */
final class QuotaResponses {
    /** The one quota root of an account. */
    static final String ROOT = "User quota";

    private QuotaResponses() {}

    /** STORAGE in units of 1024 octets, rounded up; no resource where there is no limit. */
    static void writeQuota(Account account, ImapWriter out) {
        Account.Quota quota = account.quota();
        out.text("* QUOTA ").quoted(ROOT).text(" (");
        if (quota.limitOctets() > 0) {
            out.text("STORAGE ").number((quota.usedOctets() + 1023) / 1024);
            out.sp().number(quota.limitOctets() / 1024);
        }
        out.octet(')').crlf();
    }
}
