package org.posthaste.pop3.command;

import java.util.List;
import java.util.function.IntPredicate;
import org.posthaste.pop3.protocol.ListingSource;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Reply;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/** {@code LIST [message]} (RFC 1939 §5): sizes in octets, those of RFC822.SIZE. */
final class ListCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "LIST";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.size() > 1) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        if (parameters.size() == 1) {
            int index = maildrop.index(parameters.get(0));
            session.reply(Replies.scanListing(index + 1, maildrop.size(index)));
            return;
        }
        IntPredicate present = maildrop.present();
        Pop3Reply status = Replies.maildrop(maildrop.messages(), maildrop.octets());
        session.reply(status, new ListingSource(status, maildrop.highestNumber(), (index, line) -> {
            line.decimal(index + 1).space().decimal(maildrop.size(index));
            return present.test(index);
        }));
    }
}
