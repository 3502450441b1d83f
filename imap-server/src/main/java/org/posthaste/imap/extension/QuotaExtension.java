package org.posthaste.imap.extension;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.imap.command.GetQuotaCommand;
import org.posthaste.imap.command.GetQuotaRootCommand;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.SetQuotaCommand;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxSnapshot;

/** QUOTA, RFC 2087 and RFC 9208, of the resources STORAGE and MESSAGE; QUOTASET for administrators. */
final class QuotaExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        if (session.account().isEmpty()) {
            return List.of();
        }
        List<String> capabilities = new ArrayList<>(List.of("QUOTA", "QUOTA=RES-STORAGE", "QUOTA=RES-MESSAGE"));
        if (session.account().get().administrator()) {
            capabilities.add("QUOTASET");
        }
        return capabilities;
    }

    @Override
    public List<ImapCommand> commands(Vocabulary vocabulary) {
        return List.of(new GetQuotaCommand(), new GetQuotaRootCommand(), new SetQuotaCommand());
    }

    @Override
    public List<StatusItem> statusItems() {
        return List.of(
                new StatusItem("DELETED", figures -> figures.counters().deleted()),
                new StatusItem(
                        "DELETED-STORAGE",
                        figures -> figures.counters().deleted() == 0
                                ? 0
                                : deletedOctets(figures.mailbox().snapshot())));
    }

    /** RFC 9208 §4.1.4: octets that EXPUNGE would free. */
    private static long deletedOctets(MailboxSnapshot snapshot) {
        long octets = 0;
        for (int i = 0; i < snapshot.count(); i++) {
            if ((snapshot.flags(i) & FlagBits.DELETED) != 0) {
                octets += snapshot.size(i);
            }
        }
        return octets;
    }
}
