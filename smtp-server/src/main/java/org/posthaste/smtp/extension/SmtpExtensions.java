package org.posthaste.smtp.extension;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.protocol.RcptParameters;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.ReplyException;
import org.posthaste.smtp.session.SmtpSession;

/** The extensions this server speaks, in the order EHLO lists them. Immutable. */
public final class SmtpExtensions {
    private final List<SmtpExtension> extensions;

    private SmtpExtensions(List<SmtpExtension> extensions) {
        this.extensions = extensions;
    }

    /** All of them. */
    public static SmtpExtensions all(Authenticator authenticator) {
        return new SmtpExtensions(List.of(
                new KeywordExtension("PIPELINING"), // RFC 2920
                new SizeExtension(), // RFC 1870
                new StartTlsExtension(), // RFC 3207
                new AuthExtension(authenticator), // RFC 4954
                new EightBitMimeExtension(), // RFC 6152
                new KeywordExtension("CHUNKING"), // RFC 3030 §2
                new KeywordExtension("BINARYMIME"), // RFC 3030 §3
                new SmtpUtf8Extension(), // RFC 6531
                new KeywordExtension("ENHANCEDSTATUSCODES"), // RFC 2034
                new DsnExtension(), // RFC 3461
                new DeliverByExtension(), // RFC 2852
                new FutureReleaseExtension(), // RFC 4865
                new PriorityExtension(), // RFC 6710
                new RequireTlsExtension(), // RFC 8689
                new LimitsExtension())); // RFC 9422
    }

    /** The lines of the answer to EHLO. */
    public List<String> announcements(SmtpSession session) {
        return extensions.stream()
                .flatMap(e -> e.announcement(session).stream())
                .toList();
    }

    /** Reads the parameters of MAIL. Fails: 555 for one that no offered extension knows. */
    public MailParameters mail(SmtpSession session, List<Parameter> given) {
        MailParameters parameters = MailParameters.NONE;
        for (Parameter parameter : given) {
            parameters = find(
                            session, e -> Optional.ofNullable(e.mailParameters().get(parameter.keyword())))
                    .read(parameter, parameters);
        }
        return parameters;
    }

    /** Reads the parameters of RCPT. Fails: 555 for one that no offered extension knows. */
    public RcptParameters rcpt(SmtpSession session, List<Parameter> given) {
        RcptParameters parameters = RcptParameters.NONE;
        for (Parameter parameter : given) {
            parameters = find(
                            session, e -> Optional.ofNullable(e.rcptParameters().get(parameter.keyword())))
                    .read(parameter, parameters);
        }
        return parameters;
    }

    private <P> P find(SmtpSession session, Function<SmtpExtension, Optional<P>> lookup) {
        for (SmtpExtension extension : extensions) {
            Optional<P> parameter = lookup.apply(extension);
            if (parameter.isPresent() && extension.announcement(session).isPresent()) {
                return parameter.get();
            }
        }
        throw new ReplyException(Replies.UNKNOWN_PARAMETER);
    }
}
