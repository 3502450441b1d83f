package org.posthaste.pop3.command;

import java.util.List;
import java.util.function.IntPredicate;
import org.posthaste.pop3.protocol.AsciiLine;
import org.posthaste.pop3.protocol.ListingSource;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/** {@code UIDL [message]} (RFC 1939 §7): ids that never change and are never used again, see {@link Maildrop#uniqueId}. */
final class UidlCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "UIDL";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.size() > 1) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        if (parameters.size() == 1) {
            int index = maildrop.index(parameters.get(0));
            String id = maildrop.uniqueId(index, new AsciiLine()).toString();
            session.reply(Replies.uniqueId(index + 1, id));
            return;
        }
        IntPredicate present = maildrop.present();
        session.reply(
                Replies.UNIQUE_IDS, new ListingSource(Replies.UNIQUE_IDS, maildrop.highestNumber(), (index, line) -> {
                    maildrop.uniqueId(index, line.decimal(index + 1).space());
                    return present.test(index);
                }));
    }
}
