package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;

/** LOGIN, RFC 3501 §6.2.3; refused where the password could be overheard, with [PRIVACYREQUIRED] (RFC 5530). */
public final class LoginCommand implements ImapCommand.NotAuthenticated {
    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public String traced(String line) {
        return line.replaceFirst("(?is)(login) .*", "$1 ***");
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.sp();
        String user = arguments.astring();
        arguments.sp();
        String password = arguments.astring();
        arguments.end();
        Login.requirePrivacy(context.session());
        var services = context.session().services();
        return Outcome.later(
                services.authenticator().login(user, password, context.session().loginContext()),
                result -> Login.completed(context, result, user));
    }
}
