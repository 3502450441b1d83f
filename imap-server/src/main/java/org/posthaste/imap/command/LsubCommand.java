package org.posthaste.imap.command;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.posthaste.imap.list.ListRequest;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.list.MailboxPattern;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/** LSUB, RFC 3501 §6.3.9: subscribed names; with {@code %}, levels that are not subscribed but have something subscribed below are named with \\Noselect. */
public final class LsubCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "LSUB";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        ListRequest request = ListRequest.parsePlain(arguments);
        TreeMap<MailboxName, List<String>> found = new TreeMap<>();
        for (MailboxName name : account.subscriptions()) {
            if (request.matches(name.value())) {
                found.put(name, List.of());
                continue;
            }
            boolean levels = request.patterns().stream().anyMatch(MailboxPattern::stopsAtLevels);
            for (Optional<MailboxName> up = name.parent();
                    levels && up.isPresent();
                    up = up.get().parent()) {
                if (request.matches(up.get().value())) {
                    found.putIfAbsent(up.get(), List.of("\\Noselect"));
                }
            }
        }
        for (MailboxName name : account.subscriptions()) {
            found.computeIfPresent(name, (same, attributes) -> List.of());
        }
        found.forEach((name, attributes) ->
                ListCommand.write("LSUB", new MailboxListing.Line(name, attributes), context.out()));
        return Outcome.ok("LSUB completed");
    }
}
