package org.posthaste.smtp.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.smtp.extension.SmtpExtensions;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.protocol.MessageIds;
import org.posthaste.smtp.receive.Acceptance;
import org.posthaste.smtp.report.ReportInbox;
import org.posthaste.smtp.srs.SenderRewriting;

/** The commands this server knows. Immutable. */
public final class SmtpCommands {
    /** Commands of the standards that are not implemented here, by intent: 502 instead of 500 (RFC 5321 §4.2.4). */
    private static final Set<String> DECLINED = Set.of("EXPN", "SEND", "SOML", "SAML", "TURN", "ETRN", "ATRN");

    private final Map<String, SmtpCommand> byVerb;

    private SmtpCommands(List<SmtpCommand> commands) {
        byVerb = commands.stream().collect(Collectors.toUnmodifiableMap(SmtpCommand::verb, Function.identity()));
    }

    /** All of them. */
    public static SmtpCommands all(
            Authenticator authenticator,
            PolicyChecks checks,
            MessageIds ids,
            SenderRewriting rewriting,
            Acceptance acceptance,
            ReportInbox inbox) {
        SmtpExtensions extensions = SmtpExtensions.all(authenticator);
        return new SmtpCommands(List.of(
                new HeloCommand(),
                new EhloCommand("EHLO", extensions),
                new EhloCommand("LHLO", extensions),
                new StartTlsCommand(),
                new AuthCommand(authenticator),
                new MailCommand(extensions, checks, ids),
                new RcptCommand(extensions, checks, rewriting, inbox),
                new DataCommand(acceptance),
                new BdatCommand(acceptance),
                new RsetCommand(),
                new NoopCommand(),
                new VrfyCommand(),
                new HelpCommand(),
                new QuitCommand()));
    }

    /** The command of this verb. */
    public Optional<SmtpCommand> find(String verb) {
        return Optional.ofNullable(byVerb.get(verb));
    }

    /** True for a verb of the standards that this server does not implement. */
    public boolean declined(String verb) {
        return DECLINED.contains(verb);
    }
}
