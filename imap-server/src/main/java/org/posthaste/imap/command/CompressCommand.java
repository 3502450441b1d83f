package org.posthaste.imap.command;

import org.posthaste.common.net.Connection;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;

/** COMPRESS DEFLATE, RFC 4978 §3. After login only, so that strangers cannot make the server hold the memory it takes. */
public final class CompressCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "COMPRESS";
    }

    @Override
    public Updates updates(boolean uid) {
        return Updates.NONE;
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        if (!arguments.acceptKeyword("DEFLATE")) {
            throw arguments.expected("DEFLATE");
        }
        arguments.end();
        Connection connection = context.session().connection();
        if (connection.compressed()) {
            return Outcome.done(
                    StatusResponse.no(ResponseCode.COMPRESSIONACTIVE, "DEFLATE is active already by COMPRESS"));
        }
        return new Outcome.Change(StatusResponse.ok("DEFLATE active"), connection::compress);
    }
}
