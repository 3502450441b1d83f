package org.posthaste.smtp.receive;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.tls.TlsFacts;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeting;
import org.posthaste.smtp.session.SmtpState.InTransaction;

/**
 * The header fields put before a message; its own octets are never touched.
 *
 * <ul>
 *   <li>Return-Path with the reverse-path, first (RFC 5321 §4.4); {@code Return-Path: <>} for the null path. It is not
 *   sent on to other hosts.
 *   <li>Received (RFC 5321 §4.4, RFC 3848 and RFC 6531 §4.3 for the protocol's name). {@code for} only when there is
 *   exactly one recipient, so that nobody learns of blind copies.
 *   <li>Delivered-To with an address that forwards, so that it is known when the message comes again; only when there is
 *   exactly one recipient.
 *   <li>From those who may send to other hosts, Date and Message-ID if they are missing (RFC 6409 §8.2, §8.3). Nothing
 *   else is added, changed or taken away; a Bcc field stays, as programs that want blind copies blind do not send one.
 * </ul>
 */
final class TraceFields {
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT);

    private final SmtpSession session;
    private final Greeting greeting;
    private final MailTransaction transaction;
    private final ZonedDateTime now;

    TraceFields(SmtpSession session, InTransaction state) {
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
     */
    record Prefix(byte[] octets, int returnPath) {}

    /** The fields to put before a message with this header. */
    Prefix prefix(HeaderBlock header) {
        StringBuilder fields = new StringBuilder(400);
        String returnPath = "Return-Path: <"
                + transaction.sender().map(MailAddress::toString).orElse("") + ">\r\n";
        fields.append(returnPath).append(received());
        if (transaction.recipients().size() == 1
                && transaction.recipients().get(0).forwards()) {
            fields.append("Delivered-To: ")
                    .append(transaction.recipients().get(0).address())
                    .append("\r\n");
        }
        if (session.maySendOutside()) {
            if (header.first("Date").isEmpty()) {
                fields.append("Date: ").append(DATE.format(now)).append("\r\n");
            }
            if (header.first("Message-ID").isEmpty()) {
                fields.append(messageId());
            }
        }
        return new Prefix(
                fields.toString().getBytes(StandardCharsets.UTF_8), returnPath.getBytes(StandardCharsets.UTF_8).length);
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

    private String messageId() {
        return "Message-ID: <" + transaction.id() + "@" + session.config().hostname() + ">\r\n";
    }
}
