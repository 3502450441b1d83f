package org.posthaste.pop3.command;

import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Authorization;

/** A command. What kind it is tells the states it is valid in, so none has to ask. Stateless; runs on the session's executor. */
public sealed interface Pop3Command {
    /** The keyword, upper case. */
    String keyword();

    /** Valid in AUTHORIZATION and TRANSACTION state. */
    non-sealed interface Always extends Pop3Command {
        /** Runs. */
        void execute(Pop3Session session, Pop3Request request);
    }

    /** Valid before login only. */
    non-sealed interface BeforeLogin extends Pop3Command {
        /** Runs. */
        void execute(Pop3Session session, Authorization state, Pop3Request request);
    }

    /** Valid after login only. */
    non-sealed interface AfterLogin extends Pop3Command {
        /** Runs. */
        void execute(Pop3Session session, Maildrop maildrop, Pop3Request request);
    }
}
