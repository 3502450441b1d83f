package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.MailParameters.Return;

/**
 * What the queue keeps of a message beside its octets and its reverse-path. Kept as a map with short keys; a key that
 * is missing or not understood is as if the client had not said it.
 *
 * @param body how the message is coded (RFC 6152, RFC 3030)
 * @param smtpUtf8 the next host must speak SMTPUTF8 (RFC 6531 §3.4)
 * @param ret what a failure report returns (RFC 3461 §4.3)
 * @param envelopeId the sender's name for the transaction (RFC 3461 §4.4), decoded
 * @param tls what the sender said of TLS (RFC 8689)
 * @param deliverBy when it must be there (RFC 2852)
 * @param mailFrom what MAIL says instead of the reverse-path, where a message is forwarded for somebody else's sender;
 *     reports go to the reverse-path all the same
 * @param submitter account of the user who sent it
 */
public record MessageOptions(
        Body body,
        boolean smtpUtf8,
        Optional<Return> ret,
        Optional<String> envelopeId,
        Tls tls,
        Optional<DeliverBy> deliverBy,
        Optional<MailAddress> mailFrom,
        OptionalLong submitter) {
    /** Nothing special. */
    public static final MessageOptions NONE = new MessageOptions(
            Body.SEVEN_BIT,
            false,
            Optional.empty(),
            Optional.empty(),
            Tls.BY_POLICY,
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty());

    private static final String BODY = "b";
    private static final String UTF8 = "u";
    private static final String RET = "r";
    private static final String ENVELOPE_ID = "e";
    private static final String TLS = "t";
    private static final String DELIVER_BY = "by";
    private static final String MAIL_FROM = "f";
    private static final String SUBMITTER = "a";

    /** What the sender demands of TLS on the way. */
    public enum Tls {
        /** Nothing: as the policies of the receiving domain and our own say. */
        BY_POLICY,
        /** REQUIRETLS: only over TLS with a verified peer that speaks REQUIRETLS too (RFC 8689 §4.2.1). */
        REQUIRED,
        /** {@code TLS-Required: No}: rather without TLS, or with a wrong certificate, than not at all (RFC 8689 §5). */
        NOT_REQUIRED
    }

    /**
     * The sender's deadline (RFC 2852 §4).
     *
     * @param until when it must be delivered
     * @param returned true: it is given back then ({@code R}); false: the sender is told of the delay ({@code N})
     * @param trace each relay tells the sender too ({@code T})
     */
    public record DeliverBy(Instant until, boolean returned, boolean trace) {
        String text() {
            return until.getEpochSecond() + (returned ? "R" : "N") + (trace ? "T" : "");
        }

        static Optional<DeliverBy> parse(String text) {
            int letter = Math.max(text.indexOf('R'), text.indexOf('N'));
            try {
                return letter < 1
                        ? Optional.empty()
                        : Optional.of(new DeliverBy(
                                Instant.ofEpochSecond(Long.parseLong(text.substring(0, letter))),
                                text.charAt(letter) == 'R',
                                text.endsWith("T")));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    /** Parameters of a message that we make ourselves. */
    public static MessageOptions of(MailParameters parameters) {
        return of(parameters, Instant.EPOCH);
    }

    /** What a client said in MAIL, and when. */
    public static MessageOptions of(MailParameters parameters, Instant then) {
        return new MessageOptions(
                parameters.body(),
                parameters.smtpUtf8(),
                parameters.ret(),
                parameters.envelopeId(),
                parameters.wishes().requireTls() ? Tls.REQUIRED : Tls.BY_POLICY,
                parameters
                        .wishes()
                        .deliverBy()
                        .map(by -> new DeliverBy(then.plus(by.period()), by.returned(), by.trace())),
                Optional.empty(),
                OptionalLong.empty());
    }

    /** From the map that is kept. */
    public static MessageOptions of(Map<String, String> kept) {
        Optional<String> ret = Optional.ofNullable(kept.get(RET));
        return new MessageOptions(
                body(kept.getOrDefault(BODY, "")),
                kept.containsKey(UTF8),
                ret.map(text -> text.equals("F") ? Return.FULL : Return.HDRS),
                Optional.ofNullable(kept.get(ENVELOPE_ID)),
                tls(kept.getOrDefault(TLS, "")),
                Optional.ofNullable(kept.get(DELIVER_BY)).flatMap(DeliverBy::parse),
                Optional.ofNullable(kept.get(MAIL_FROM)).flatMap(AddressParser::mailbox),
                number(kept.getOrDefault(SUBMITTER, "")));
    }

    private static Body body(String text) {
        return switch (text) {
            case "8" -> Body.EIGHT_BIT_MIME;
            case "b" -> Body.BINARY_MIME;
            default -> Body.SEVEN_BIT;
        };
    }

    private static Tls tls(String text) {
        return switch (text) {
            case "y" -> Tls.REQUIRED;
            case "n" -> Tls.NOT_REQUIRED;
            default -> Tls.BY_POLICY;
        };
    }

    private static OptionalLong number(String text) {
        boolean number = !text.isEmpty() && text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** The map to keep. */
    public Map<String, String> toMap() {
        Map<String, String> kept = new HashMap<>();
        if (body != Body.SEVEN_BIT) {
            kept.put(BODY, body == Body.EIGHT_BIT_MIME ? "8" : "b");
        }
        if (smtpUtf8) {
            kept.put(UTF8, "1");
        }
        if (tls != Tls.BY_POLICY) {
            kept.put(TLS, tls == Tls.REQUIRED ? "y" : "n");
        }
        ret.ifPresent(what -> kept.put(RET, what == Return.FULL ? "F" : "H"));
        envelopeId.ifPresent(id -> kept.put(ENVELOPE_ID, id));
        deliverBy.ifPresent(deadline -> kept.put(DELIVER_BY, deadline.text()));
        mailFrom.ifPresent(address -> kept.put(MAIL_FROM, address.toString()));
        submitter.ifPresent(account -> kept.put(SUBMITTER, Long.toString(account)));
        return kept;
    }

    /** True if every host on the way must be verified (RFC 8689 §4.2.1). */
    public boolean requireTls() {
        return tls == Tls.REQUIRED;
    }

    /** With another demand of TLS. */
    public MessageOptions withTls(Tls demand) {
        return new MessageOptions(body, smtpUtf8, ret, envelopeId, demand, deliverBy, mailFrom, submitter);
    }

    /** With a deadline. */
    public MessageOptions withDeliverBy(DeliverBy deadline) {
        return new MessageOptions(body, smtpUtf8, ret, envelopeId, tls, Optional.of(deadline), mailFrom, submitter);
    }

    /** With another sender for MAIL. */
    public MessageOptions withMailFrom(MailAddress address) {
        return new MessageOptions(body, smtpUtf8, ret, envelopeId, tls, deliverBy, Optional.of(address), submitter);
    }

    /** With the user who sent it. */
    public MessageOptions withSubmitter(long account) {
        return new MessageOptions(body, smtpUtf8, ret, envelopeId, tls, deliverBy, mailFrom, OptionalLong.of(account));
    }
}
