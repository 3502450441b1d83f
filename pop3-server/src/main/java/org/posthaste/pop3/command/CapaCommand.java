package org.posthaste.pop3.command;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.pop3.protocol.ListingSource;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;

/**
 * {@code CAPA} (RFC 2449 §5). What is announced before login is announced after it too; STLS, SASL and USER follow the state of TLS. EXPIRE NEVER: nothing is removed by itself (§6.7). The version is
 * nobody's business (§6.9).
 */
final class CapaCommand implements Pop3Command.Always {
    @Override
    public String keyword() {
        return "CAPA";
    }

    @Override
    public void execute(Pop3Session session, Pop3Request request) {
        request.expectNoParameters();
        List<String> capabilities = capabilities(session);
        session.reply(
                Replies.CAPABILITIES, new ListingSource(Replies.CAPABILITIES, capabilities.size(), (index, line) -> {
                    line.text(capabilities.get(index));
                    return true;
                }));
    }

    private static List<String> capabilities(Pop3Session session) {
        List<String> capabilities =
                new ArrayList<>(List.of("TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE"));
        List<String> mechanisms = session.mechanisms();
        if (!mechanisms.isEmpty()) {
            capabilities.add("SASL " + String.join(" ", mechanisms));
        }
        if (session.allowsPlainPasswords()) {
            capabilities.add("USER");
        }
        if (session.offersTls()) {
            capabilities.add("STLS");
        }
        capabilities.addAll(List.of("EXPIRE NEVER", "UTF8 USER", "LANG", "IMPLEMENTATION Posthaste"));
        return capabilities;
    }
}
