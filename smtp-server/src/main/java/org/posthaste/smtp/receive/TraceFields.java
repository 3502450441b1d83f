package org.posthaste.smtp.receive;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.FoldedField;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.tls.TlsFacts;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeting;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.verify.AuthenticationResults;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.dkim.HashedMessage;

/**
 * The header fields put before a message; its own octets are never touched.
 *
 * <ul>
 *   <li>Return-Path with the reverse-path, first (RFC 5321 §4.4); {@code Return-Path: <>} for the null path. It is not
 *   sent on to other hosts.
 *   <li>A set of ARC fields on mail that is forwarded (RFC 8617 §5.1).
 *   <li>Authentication-Results on mail from elsewhere (RFC 8601 §5), DKIM-Signature on mail of our own (RFC 6376 §5.6).
 *   <li>Received (RFC 5321 §4.4, RFC 3848 and RFC 6531 §4.3 for the protocol's name). {@code for} only when there is
 *   exactly one recipient, so that nobody learns of blind copies.
 *   <li>Delivered-To with an address that forwards, so that it is known when the message comes again; only when there is
 *   exactly one recipient.
 *   <li>From those who may send to other hosts, Date and Message-ID if they are missing (RFC 6409 §8.2, §8.3). Nothing
 *   else is added or changed; a Bcc field stays, as programs that want blind copies blind do not send one.
 * </ul>
 */
final class TraceFields {
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT);

    private final SmtpSession session;
    private final Greeting greeting;
    private final MailTransaction transaction;
    private final Signatures signatures;
    private final ZonedDateTime now;

    TraceFields(SmtpSession session, InTransaction state, Signatures signatures) {
        this.signatures = signatures;
        this.session = session;
        this.greeting = state.greeting();
        this.transaction = state.transaction();
        this.now = ZonedDateTime.now(session.clock());
    }

    /**
     * What is put before a message.
     *
     * @param octets the fields
     * @param returnPath octets of the first of them, which only a final delivery adds (RFC 5321 §4.4)
     * @param messageId the Message-ID among them, if it was missing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Prefix(byte[] octets, int returnPath, Optional<String> messageId) {}

    /**
     * The fields to put before a message.
     *
     * @param judgement what was found out about it, if that was asked
     * @param hashed what signing needs, if it is to be signed
     */
    Prefix prefix(HeaderBlock header, Optional<Judgement> judgement, Optional<HashedMessage> hashed) {
        List<String> trace = new ArrayList<>();
        trace.add(received());
        if (transaction.recipients().size() == 1
                && transaction.recipients().get(0).forwards()) {
            trace.add("Delivered-To: " + transaction.recipients().get(0).address() + "\r\n");
        }
        Optional<String> messageId = Optional.empty();
        if (session.maySendOutside()) {
            if (header.first("Date").isEmpty()) {
                trace.add("Date: " + DATE.format(now) + "\r\n");
            }
            if (header.first("Message-ID").isEmpty()) {
                messageId = Optional.of(
                        "<" + transaction.id() + "@" + session.config().hostname() + ">");
                trace.add("Message-ID: " + messageId.get() + "\r\n");
            }
        }
        String returnPath = "Return-Path: <"
                + transaction.sender().map(MailAddress::toString).orElse("") + ">\r\n";
        String proofs = hashed.map(message -> judgement
                        .map(found -> results(message, found, trace))
                        .orElseGet(() -> signatures.sign(session, message, Signatures.octets(trace))))
                .orElse("");
        return new Prefix(
                (returnPath + proofs + String.join("", trace)).getBytes(StandardCharsets.UTF_8),
                returnPath.getBytes(StandardCharsets.UTF_8).length,
                messageId);
    }

    /** Authentication-Results, and above it the seal of what is forwarded. */
    private String results(HashedMessage message, Judgement found, List<String> trace) {
        AuthenticationResults results = new AuthenticationResults(
                session.config().verification().authservId(), session.peer(), found.authentication());
        List<String> below = new ArrayList<>(trace);
        below.add(0, results.field());
        String seal = signatures.seal(
                transaction,
                message,
                Signatures.octets(below),
                found.authentication().arc(),
                results.payload(),
                now.toInstant());
        return seal + below.get(0);
    }

    private String received() {
        FoldedField field =
                new FoldedField("Received").word("from " + clientName()).word("(" + literal(session.peer()) + ")");
        session.connection().tls().map(TraceFields::facts).ifPresent(field::line);
        field.line("by " + session.config().hostname()).word("(Posthaste)").word("with " + protocol());
        int priority = transaction.parameters().wishes().priority();
        String end = priority == 0 ? ";" : " priority " + priority + ";"; // RFC 6710 §7
        if (transaction.recipients().size() == 1) {
            field.word("id " + transaction.id());
            field.line("for <" + transaction.recipients().get(0).address() + ">" + end);
        } else {
            field.word("id " + transaction.id() + end);
        }
        return field.word(DATE.format(now)).toString();
    }

    /** What the client called itself, if that can stand in a header field. */
    private String clientName() {
        String name = greeting.name();
        boolean harmless = !name.isEmpty()
                && name.length() <= 255
                && name.chars().allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || "-._:[]".indexOf(c) >= 0));
        return harmless ? name : "unknown";
    }

    /** RFC 5321 §4.1.3. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    /** RFC 3848, RFC 6531 §4.3: such as ESMTPSA or UTF8LMTPS. */
    private String protocol() {
        boolean utf8 = transaction.parameters().smtpUtf8();
        String name = session.role() == ListenerRole.LMTP ? "LMTP" : utf8 || !greeting.extended() ? "SMTP" : "ESMTP";
        return (utf8 ? "UTF8" : "")
                + name
                + (session.connection().tls().isPresent() ? "S" : "")
                + (session.login().isPresent() ? "A" : "");
    }

    private static String facts(TlsFacts tls) {
        return "(" + tls.protocol() + " " + tls.cipher() + " " + tls.bits() + " bits)";
    }
}
