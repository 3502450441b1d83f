package org.posthaste.smtp.bounce;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.posthaste.common.io.ByteSource;

/**
 * A report as a message: {@code multipart/report} (RFC 6522 §3, which took the place of RFC 3462) with the words for people, the fields for programs, and what is given back of the message. The octets
 * of the message go from the source to the output in pieces, however many they are. Confined to one thread.
 */
final class ReportMail {
    private static final Session SESSION = session();

    private final Report report;
    private final Returned returned;
    private final ByteSource original;
    private final boolean outside;
    private boolean eightBit;

    /**
     * @param original the message the report is about
     * @param outside the report goes to another host, which may not take octets beyond ASCII
     */
    ReportMail(Report report, Returned returned, ByteSource original, boolean outside) {
        this.report = report;
        this.returned = returned;
        this.original = original;
        this.outside = outside;
    }

    /** UTF-8 in header fields as it is (RFC 6532 §3.2). */
    private static Session session() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return Session.getInstance(properties);
    }

    /** True if what was written holds octets beyond ASCII. */
    boolean isEightBit() {
        return eightBit;
    }

    /** Writes the whole message. Fails with IOException if the original cannot be read; what {@code out} throws unchecked passes through. */
    void write(OutputStream out) throws IOException {
        try {
            MimeMessage message = new MimeMessage(SESSION) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", "<" + report.id() + "@" + report.hostname() + ">");
                }
            };
            fields(message);
            ReportParts parts = new ReportParts();
            parts.addBodyPart(words());
            parts.addBodyPart(status());
            Optional<MimeBodyPart> content = content();
            if (content.isPresent()) {
                parts.addBodyPart(content.get());
            }
            message.setContent(parts);
            message.saveChanges();
            message.writeTo(out);
        } catch (MessagingException e) {
            throw new IllegalStateException("a report cannot be composed", e);
        }
    }

    /** RFC 3464 §2 asks for a human behind From, RFC 3834 §5 for the mark of a machine's answer. */
    private void fields(MimeMessage message) throws MessagingException {
        message.setHeader("From", "Mail Delivery System <" + report.from() + ">");
        message.setHeader("To", "<" + report.to() + ">");
        message.setHeader("Subject", report.kind().subject());
        message.setHeader("Date", report.date(report.made()));
        message.setHeader("Auto-Submitted", "auto-replied");
        Optional<String> about = report.header().messageId();
        if (about.isPresent()) {
            message.setHeader("In-Reply-To", about.get());
            message.setHeader("References", about.get());
        }
        eightBit |= !report.to().isAscii() || !report.from().isAscii();
    }

    private MimeBodyPart words() throws MessagingException {
        String text = new PlainWords(report).write(returned);
        boolean ascii = SafeText.isAscii(text);
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, ascii ? "us-ascii" : "utf-8");
        part.setHeader("Content-Transfer-Encoding", ascii ? "7bit" : "quoted-printable");
        part.setDescription("What happened");
        return part;
    }

    private MimeBodyPart status() throws MessagingException {
        StatusFields fields = new StatusFields(report);
        byte[] octets = fields.write().getBytes(StandardCharsets.UTF_8);
        return part(fields.type(), "Delivery status", ByteSource.of(octets), fields.isAscii());
    }

    private Optional<MimeBodyPart> content() throws MessagingException, IOException {
        boolean global = report.readerKnowsUtf8() && !report.header().isAscii();
        return switch (returned) {
            case FULL -> Optional.of(
                    part(global ? "message/global" : "message/rfc822", "The message", original, isAscii(original)));
            case HEADER -> Optional.of(part(
                    global ? "message/global-headers" : "text/rfc822-headers",
                    "The header of the message",
                    ByteSource.of(report.header().octets()),
                    report.header().isAscii()));
            case NOTHING -> Optional.empty();
        };
    }

    /**
     * A part with these octets. On the way to another host octets beyond ASCII are encoded where the type allows that (RFC 6533 §4.4, §4.5); in {@code message/rfc822} they must not be (RFC 2046 §5.2.1),
     * so then the report needs 8BITMIME.
     */
    private MimeBodyPart part(String type, String description, ByteSource octets, boolean ascii)
            throws MessagingException {
        boolean encoded = !ascii && (type.startsWith("text/") || outside && type.startsWith("message/global"));
        eightBit |= !ascii && !encoded;
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new StreamedContent(type, octets, encoded)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Transfer-Encoding", ascii ? "7bit" : encoded ? "base64" : "8bit");
        part.setDescription(description);
        return part;
    }

    private static boolean isAscii(ByteSource source) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
        long position = 0;
        int count;
        while ((count = source.read(position, piece.clear())) > 0) {
            position += count;
            byte[] octets = piece.array();
            for (int i = 0; i < count; i++) {
                if (octets[i] < 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
