package org.posthaste.smtp.extension;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Return;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.protocol.RcptParameters;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.protocol.Xtext;
import org.posthaste.smtp.session.SmtpSession;

/** DSN (RFC 3461 §4): RET and ENVID of MAIL, NOTIFY and ORCPT of RCPT, validated and kept with the transaction. */
final class DsnExtension implements SmtpExtension {
    private static final int MAX_ENVID = 100;
    private static final int MAX_ORCPT = 500;

    @Override
    public Optional<String> announcement(SmtpSession session) {
        return Optional.of("DSN");
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("RET", DsnExtension::ret, "ENVID", DsnExtension::envelopeId);
    }

    @Override
    public Map<String, RcptParameter> rcptParameters() {
        return Map.of("NOTIFY", DsnExtension::notify, "ORCPT", DsnExtension::originalRecipient);
    }

    private static MailParameters ret(Parameter given, MailParameters before) {
        return switch (given.required().toUpperCase(Locale.ROOT)) {
            case "FULL" -> before.withReturn(Return.FULL);
            case "HDRS" -> before.withReturn(Return.HDRS);
            default -> throw given.error("is FULL or HDRS");
        };
    }

    /** RFC 3461 §4.4: at most 100 octets of xtext. */
    private static MailParameters envelopeId(Parameter given, MailParameters before) {
        String value = given.required();
        Optional<String> id = value.length() > MAX_ENVID ? Optional.empty() : Xtext.decode(value);
        return before.withEnvelopeId(id.orElseThrow(() -> given.error("needs up to 100 octets of xtext")));
    }

    /** RFC 3461 §4.1: NEVER alone, or a list of the others. */
    private static RcptParameters notify(Parameter given, RcptParameters before) {
        Set<Notify> when = EnumSet.noneOf(Notify.class);
        for (String word : given.required().toUpperCase(Locale.ROOT).split(",", -1)) {
            Notify occasion =
                    switch (word) {
                        case "NEVER" -> Notify.NEVER;
                        case "SUCCESS" -> Notify.SUCCESS;
                        case "FAILURE" -> Notify.FAILURE;
                        case "DELAY" -> Notify.DELAY;
                        default -> throw given.error("is NEVER, or a list of SUCCESS, FAILURE and DELAY");
                    };
            if (!when.add(occasion)) {
                throw given.error("names " + word + " twice");
            }
        }
        if (when.contains(Notify.NEVER) && when.size() > 1) {
            throw given.error("is NEVER alone, or a list of the others");
        }
        return before.withNotify(when);
    }

    /**
     * RFC 3461 §4.2: {@code type;xtext}, at most 500 octets; of the type {@code utf-8} (RFC 6533 §3) the address may be
     * UTF-8 itself.
     */
    private static RcptParameters originalRecipient(Parameter given, RcptParameters before) {
        String value = given.required();
        int semicolon = value.indexOf(';');
        if (semicolon < 1 || semicolon == value.length() - 1 || value.length() > MAX_ORCPT) {
            throw given.error("needs an address type, \";\" and an address in xtext");
        }
        String type = value.substring(0, semicolon);
        String address = value.substring(semicolon + 1);
        if (type.equalsIgnoreCase("utf-8")) {
            return before.withOriginalRecipient(value);
        }
        String decoded = Xtext.decode(address)
                .orElseThrow(() -> given.error("needs an address type, \";\" and an address in xtext"));
        return before.withOriginalRecipient(type + ";" + decoded);
    }
}
