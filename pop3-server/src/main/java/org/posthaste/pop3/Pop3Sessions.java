package org.posthaste.pop3;

import org.posthaste.common.net.Connection;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.pop3.protocol.Pop3Reply;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Environment;

/** Makes POP3 sessions. Thread-safe. */
public final class Pop3Sessions implements SessionFactory {
    private final Pop3Environment environment;

    /** Sessions over this environment. */
    public Pop3Sessions(Pop3Environment environment) {
        this.environment = environment;
    }

    @Override
    public ProtocolSession open(Connection connection, ListenerConfig listener) {
        return new Pop3Dispatcher(connection, listener, environment);
    }

    @Override
    public String refusal(ListenerConfig listener, Refusal reason) {
        Pop3Reply reply =
                switch (reason) {
                    case TOO_MANY_CONNECTIONS -> Replies.SERVER_FULL;
                    case TOO_MANY_FROM_ADDRESS -> Replies.TOO_MANY_FROM_ADDRESS;
                    case SHUTTING_DOWN -> Replies.SHUTTING_DOWN;
                };
        return reply.line();
    }
}
