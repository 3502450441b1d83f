package org.posthaste.pop3.command;

import java.util.List;
import java.util.Locale;
import org.posthaste.pop3.protocol.ListingSource;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;

/** {@code LANG [range]} (RFC 6856 §3): replies are in English only, so {@code en}, its regions and {@code *} succeed. */
final class LangCommand implements Pop3Command.Always {
    @Override
    public String keyword() {
        return "LANG";
    }

    @Override
    public void execute(Pop3Session session, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.size() > 1) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        if (parameters.isEmpty()) {
            session.reply(Replies.LANGUAGES, new ListingSource(Replies.LANGUAGES, 1, (index, line) -> {
                line.text("en English");
                return true;
            }));
            return;
        }
        String range = parameters.get(0).toLowerCase(Locale.ROOT);
        if (!range.equals("*") && !range.equals("en") && !range.startsWith("en-")) {
            throw new Pop3Refusal(Replies.NO_SUCH_LANGUAGE);
        }
        session.reply(Replies.LANGUAGE_CHANGED);
    }
}
