package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;

/** SETQUOTA, RFC 2087 §4.1 and RFC 9208 §4.1.3: for administrators. Limits that are not named are lifted. */
public final class SetQuotaCommand implements ImapCommand.Authenticated {
    private static final long MAX_STORAGE = Long.MAX_VALUE / 1024;

    @Override
    public String name() {
        return "SETQUOTA";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        String name = arguments.astring();
        arguments.sp();
        long octets = 0;
        long messages = 0;
        arguments.open();
        while (!arguments.next(')')) {
            String resource = arguments.keyword();
            arguments.sp();
            long limit = arguments.number64();
            switch (resource) {
                case "STORAGE" -> octets = Math.min(limit, MAX_STORAGE) * 1024;
                case "MESSAGE" -> messages = limit;
                default -> throw ImapRefusal.no(ResponseCode.CANNOT, "No such resource");
            }
            if (limit == 0) {
                // RFC 9208 §3.1.2: 0 would forbid everything, which disabling a user does better.
                throw ImapRefusal.no(ResponseCode.CANNOT, "A limit is at least 1");
            }
            if (!arguments.accept(' ') && !arguments.next(')')) {
                throw arguments.expected("SP or ')'");
            }
        }
        arguments.close();
        arguments.end();
        if (!account.administrator()) {
            throw ImapRefusal.no(ResponseCode.NOPERM, "Quota is set by the administrator");
        }
        QuotaRoot root = QuotaRoot.find(context, account, name);
        return Outcome.later(root.account().limit(octets, messages), nothing -> {
            root.write(context.out());
            return Outcome.ok("SETQUOTA completed");
        });
    }
}
