package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeted;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;

/**
 * A command (RFC 5321 §4.1.1). The kind says in which state it may come (RFC 5321 §4.1.4), and {@code execute} gets
 * that state, so it cannot run in another one. The parser stands behind the verb. Fails: syntax and reply exceptions,
 * which the dispatcher answers.
 */
public sealed interface SmtpCommand {
    /** The verb in upper case. */
    String verb();

    /** Allowed at any time. */
    non-sealed interface AnyTime extends SmtpCommand {
        Step execute(SmtpSession session, SmtpParser arguments);
    }

    /** Allowed behind the greeting, outside a mail transaction. */
    non-sealed interface OutsideTransaction extends SmtpCommand {
        Step execute(SmtpSession session, Greeted state, SmtpParser arguments);
    }

    /** Allowed behind MAIL. */
    non-sealed interface InsideTransaction extends SmtpCommand {
        Step execute(SmtpSession session, InTransaction state, SmtpParser arguments);
    }
}
