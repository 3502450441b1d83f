package org.posthaste.smtp.relay;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.MailParameters.Return;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.protocol.Xtext;
import org.posthaste.smtp.queue.DeliveryTask;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.MessageOptions.DeliverBy;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;

/**
 * MAIL and RCPT for one message and one host (RFC 5321 §4.1.1.2, §4.1.1.3), with the parameters that the host knows. A
 * value; confined to the delivering thread.
 *
 * <p>What the host does not know and the message needs makes it impossible to deliver there:
 *
 * <ul>
 *   <li>8BITMIME: a message with octets above 127 fails with 5.6.3 (RFC 6152 §3). Re-coding it, as Postfix does, would
 *       break its signature, and DKIM is what most receivers go by; almost no host is left without the extension. A
 *       message that was merely announced as 8-bit goes without the parameter.
 *   <li>SMTPUTF8: a message with an address or header that is not ASCII fails with 5.6.7 (RFC 6531 §3.5). Domains are in
 *       A-labels already; if nothing else would have needed the extension, the message goes without.
 *   <li>BINARYMIME: a message that can be sent with DATA is 8-bit; any other fails with 5.6.3 (RFC 3030 §3).
 *   <li>SIZE: what is larger than the host's limit fails with 5.3.4 (RFC 1870 §6.1).
 *   <li>REQUIRETLS: without it, 5.7.30 (RFC 8689 §4.2.1), after other hosts.
 *   <li>DELIVERBY with R: without it, 5.3.3, after other hosts (RFC 2852 §4.1.4.1).
 * </ul>
 */
final class EnvelopeCommands {
    private final PeerFeatures features;
    private final String mail;

    private EnvelopeCommands(PeerFeatures features, String mail) {
        this.features = features;
        this.mail = mail;
    }

    /**
     * The commands for a host.
     *
     * @throws SessionFailure if the message cannot go to this host
     * @throws IOException if the message cannot be read
     */
    static EnvelopeCommands of(DeliveryTask task, PeerFeatures features, Instant now)
            throws SessionFailure, IOException {
        MessageOptions options = MessageOptions.of(task.message().options());
        QueuedMessage message = task.message();
        long size = task.octets().size();
        if (features.largest().isPresent() && size > features.largest().getAsLong()) {
            throw impossible(
                    "5.3.4",
                    "the message has " + size + " octets and the host takes "
                            + features.largest().getAsLong());
        }
        String from = options.mailFrom().map(Object::toString).orElse(message.reversePath());
        String body = body(task.octets(), options, features);
        boolean utf8 = utf8(task, options, features, from);
        StringBuilder mail =
                new StringBuilder(80).append("MAIL FROM:<").append(from).append('>');
        if (features.size()) {
            mail.append(" SIZE=").append(size);
        }
        mail.append(body);
        if (utf8) {
            mail.append(" SMTPUTF8");
        }
        if (features.dsn()) {
            options.ret().ifPresent(ret -> mail.append(" RET=").append(ret == Return.FULL ? "FULL" : "HDRS"));
            options.envelopeId().ifPresent(id -> mail.append(" ENVID=").append(Xtext.encode(id)));
        }
        if (options.requireTls() && !message.reversePath().isEmpty()) {
            if (!features.requireTls()) {
                throw impossible(
                        "5.7.30", "the sender requires TLS all the way, and the host does not offer REQUIRETLS");
            }
            mail.append(" REQUIRETLS");
        }
        if (options.deliverBy().isPresent()) {
            mail.append(by(options.deliverBy().get(), features, now));
        }
        if (features.priorities() && message.priority() != 0) {
            mail.append(" MT-PRIORITY=").append(message.priority());
        }
        return new EnvelopeCommands(features, mail.append("\r\n").toString());
    }

    private static SessionFailure impossible(String status, String reason) {
        return new SessionFailure(RemoteReply.ours(status, reason), Signal.FINE, true);
    }

    /** The BODY parameter with a blank before it, or nothing. */
    private static String body(ByteSource octets, MessageOptions options, PeerFeatures features)
            throws SessionFailure, IOException {
        if (options.body() == Body.SEVEN_BIT || options.body() == Body.EIGHT_BIT_MIME && features.eightBitMime()) {
            return options.body() == Body.SEVEN_BIT ? "" : " BODY=8BITMIME";
        }
        ContentNeeds needs = ContentNeeds.of(octets);
        if (options.body() == Body.BINARY_MIME && needs.binary()) {
            throw impossible("5.6.3", "the message is binary (RFC 3030), which cannot be sent without changing it");
        }
        if (needs.eightBit() && !features.eightBitMime()) {
            throw impossible("5.6.3", "the message has 8-bit text, and the host does not offer 8BITMIME");
        }
        return needs.eightBit() ? " BODY=8BITMIME" : "";
    }

    private static boolean utf8(DeliveryTask task, MessageOptions options, PeerFeatures features, String from)
            throws SessionFailure, IOException {
        boolean addresses = !isAscii(from)
                || task.recipients().stream()
                        .anyMatch(recipient -> !recipient.address().isAscii());
        if (!options.smtpUtf8() && !addresses || features.smtpUtf8()) {
            return features.smtpUtf8() && (options.smtpUtf8() || addresses);
        }
        if (addresses || ContentNeeds.of(task.octets()).eightBitHeader()) {
            throw impossible("5.6.7", "an address or the header is not in ASCII, and the host does not offer SMTPUTF8");
        }
        return false;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** What is left of the time (RFC 2852 §4.1.4); none left is for the queue to notice. */
    private static String by(DeliverBy deadline, PeerFeatures features, Instant now) throws SessionFailure {
        long seconds = Duration.between(now, deadline.until()).toSeconds();
        if (deadline.returned()) {
            if (!features.deliverBy() || seconds < features.leastTime()) {
                throw impossible("5.3.3", "the sender sets a time limit that the host does not offer to keep");
            }
            seconds = Math.max(1, seconds);
        }
        if (!features.deliverBy()) {
            return "";
        }
        return " BY=" + seconds + ";" + (deadline.returned() ? "R" : "N") + (deadline.trace() ? "T" : "");
    }

    /** MAIL with its CRLF. */
    String mail() {
        return mail;
    }

    /** RCPT with its CRLF. */
    String rcpt(QueuedRecipient recipient) {
        StringBuilder rcpt = new StringBuilder(80)
                .append("RCPT TO:<")
                .append(recipient.address())
                .append('>');
        if (features.dsn()) {
            RecipientOptions wishes = RecipientOptions.of(recipient.options());
            if (!wishes.notifyOn().isEmpty()) {
                rcpt.append(" NOTIFY=").append(occasions(wishes));
            }
            wishes.originalRecipient()
                    .flatMap(EnvelopeCommands::originalRecipient)
                    .ifPresent(text -> rcpt.append(" ORCPT=").append(text));
        }
        return rcpt.append("\r\n").toString();
    }

    private static String occasions(RecipientOptions wishes) {
        if (wishes.notifyOn().contains(Notify.NEVER)) {
            return "NEVER";
        }
        return wishes.notifyOn().stream()
                .sorted()
                .map(occasion -> occasion.name().toUpperCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    /** ORCPT; an address that is not ASCII is written as utf-8-addr-xtext, which every host can read (RFC 6533 §3). */
    private static Optional<String> originalRecipient(String text) {
        int semicolon = text.indexOf(';');
        if (semicolon < 1 || !isAscii(text.substring(0, semicolon))) {
            return Optional.empty();
        }
        String address = text.substring(semicolon + 1);
        if (isAscii(address)) {
            return Optional.of(text.substring(0, semicolon + 1) + Xtext.encode(address));
        }
        StringBuilder xtext = new StringBuilder("utf-8;");
        address.codePoints().forEach(c -> {
            boolean plain = c > ' ' && c < 0x7f && c != '+' && c != '=' && c != '\\';
            xtext.append(plain ? Character.toString(c) : String.format("\\x{%02X}", c));
        });
        return Optional.of(xtext.toString());
    }

    /** The host tells the sender of success if the sender asked for it. */
    boolean dsnRelayed() {
        return features.dsn();
    }
}
