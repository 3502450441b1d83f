package org.posthaste.imap.command;

import java.util.Optional;
import org.posthaste.common.address.AddressParser;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;

/**
 * An access identifier, RFC 4314 §2: a user's address or {@code anyone}, with {@code -} before it for negative rights. Only users of this server can be named; that somebody is one is no secret
 * to other users, who can write to the address.
 *
 * @param text as the client spelled it
 */
record Identifier(String text, Grantee who, boolean negative) {
    private static final String ANYONE = "anyone";

    /** Reads an identifier and finds whom it names. */
    static Identifier parse(CommandContext context, ImapParser arguments) {
        int start = arguments.position();
        String text = arguments.astring();
        boolean negative = text.startsWith("-");
        String name = negative ? text.substring(1) : text;
        // RFC 4314 §3: BAD if preparing the identifier leaves nothing of it.
        if (name.isBlank() || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd)) {
            throw new ImapSyntaxException("expected identifier", start);
        }
        if (name.equalsIgnoreCase(ANYONE)) {
            return new Identifier(text, new Grantee.Anyone(), negative);
        }
        Directory directory = context.session().services().store().directory();
        Optional<AccountId> user =
                AddressParser.mailbox(name).flatMap(directory::user).map(Directory.User::id);
        return user.map(id -> new Identifier(text, Grantee.of(id), negative))
                .orElseThrow(() -> ImapRefusal.no(ResponseCode.CANNOT, "No such user"));
    }

    /** How an entry's grantee is told. */
    static String of(MailStore store, AccessList.Entry entry) {
        String name = entry.who() instanceof Grantee.User user
                ? store.account(user.account()).address()
                : ANYONE;
        return entry.negative() ? "-" + name : name;
    }
}
