package org.posthaste.pop3.command;

import java.io.IOException;
import java.util.List;
import org.posthaste.common.io.ByteSource;
import org.posthaste.pop3.protocol.MessageSource;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Reply;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/**
 * {@code RETR message} (RFC 1939 §5): streams the message. Does not touch \Seen: what a POP3 client keeps for itself is still new for the user's IMAP clients.
 *
 * <p>Deviation: RFC 6856 §2.1 forbids UTF-8 in header fields unless the client said UTF8. Such messages are sent as they are all the same, as every server did before that standard; a
 * refusal would leave the mail unread for good.
 */
final class RetrCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "RETR";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.size() != 1) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        int index = maildrop.index(parameters.get(0));
        ByteSource message;
        try {
            message = maildrop.open(index);
        } catch (IOException e) {
            session.fail(e);
            return;
        }
        Pop3Reply status = Replies.octets(message.size());
        session.totals().retrieved(message.size());
        session.reply(status, new MessageSource(status, message, MessageSource.ALL_LINES));
    }
}
