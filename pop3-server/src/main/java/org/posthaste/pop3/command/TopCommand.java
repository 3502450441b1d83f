package org.posthaste.pop3.command;

import java.io.IOException;
import java.util.List;
import org.posthaste.common.io.ByteSource;
import org.posthaste.pop3.protocol.MessageSource;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/** {@code TOP message lines} (RFC 1939 §7): the header, the empty line and that many lines of the body. Lines end with LF, with or without CR. */
final class TopCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "TOP";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.size() != 2) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        int lines = Pop3Request.number(parameters.get(1));
        ByteSource message;
        try {
            message = maildrop.open(maildrop.index(parameters.get(0)));
        } catch (IOException e) {
            session.fail(e);
            return;
        }
        session.reply(Replies.MESSAGE_TOP, new MessageSource(Replies.MESSAGE_TOP, message, lines));
    }
}
