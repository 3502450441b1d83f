package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.AddressParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailStore;

/**
 * A quota root, RFC 9208 §3.2: each account is one for all its mailboxes. A user's own has one name for all, so that clients can show it; that of others, the address.
 *
 * @param account whose limits these are
 */
record QuotaRoot(String name, Account account) {
    private static final String OWN = "User quota";

    /** The root of an account as this user names it. */
    static QuotaRoot of(Account viewer, Account owner) {
        return new QuotaRoot(viewer.id().equals(owner.id()) ? OWN : owner.address(), owner);
    }

    /** The root of this name, if this user may see it: the own one, those of users who share mailboxes, and for administrators all. */
    static QuotaRoot find(CommandContext context, Account viewer, String name) {
        if (name.equals(OWN) || name.equalsIgnoreCase(viewer.address())) {
            return of(viewer, viewer);
        }
        Optional<Account> owner = viewer.administrator()
                ? user(context, name)
                : viewer.sharers().stream()
                        .filter(sharer -> sharer.address().equalsIgnoreCase(name))
                        .findAny();
        return owner.map(account -> of(viewer, account))
                .orElseThrow(() -> ImapRefusal.no(ResponseCode.NONEXISTENT, "No such quota root"));
    }

    private static Optional<Account> user(CommandContext context, String name) {
        MailStore store = context.session().services().store();
        return AddressParser.mailbox(name)
                .flatMap(store.directory()::user)
                .map(Directory.User::id)
                .map(store::account);
    }

    /** The QUOTA response, RFC 9208 §4.2.1: STORAGE in units of 1024 octets, rounded up; no resource where there is no limit. */
    void write(ImapWriter out) {
        Account.Quota quota = account.quota();
        List<String> resources = new ArrayList<>();
        if (quota.limitOctets() > 0) {
            resources.add("STORAGE " + (quota.usedOctets() + 1023) / 1024 + " " + quota.limitOctets() / 1024);
        }
        if (quota.limitMessages() > 0) {
            resources.add("MESSAGE " + quota.usedMessages() + " " + quota.limitMessages());
        }
        out.text("* QUOTA ").quoted(name).text(" (").text(String.join(" ", resources));
        out.octet(')').crlf();
    }
}
