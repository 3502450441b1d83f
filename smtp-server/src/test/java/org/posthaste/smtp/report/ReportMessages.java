package org.posthaste.smtp.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;

/** Messages with reports, as reporters make them. */
final class ReportMessages {
    private ReportMessages() {}

    static byte[] resource(String name) {
        try (InputStream from = ReportMessages.class.getResourceAsStream("/reports/" + name)) {
            if (from == null) {
                throw new IllegalArgumentException(name);
            }
            return from.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Packing {
        OutputStream open(OutputStream to) throws IOException;
    }

    private static byte[] pack(byte[] octets, Packing packing) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream to = packing.open(packed)) {
            to.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] gzip(byte[] octets) {
        return pack(octets, GZIPOutputStream::new);
    }

    static byte[] zip(byte[] octets) {
        return pack(octets, to -> {
            ZipOutputStream archive = new ZipOutputStream(to);
            archive.putNextEntry(new ZipEntry("a folder/"));
            archive.putNextEntry(new ZipEntry("a folder/report.xml"));
            return archive;
        });
    }

    private static String base64(byte[] octets) {
        return Base64.getMimeEncoder().encodeToString(octets) + "\r\n";
    }

    /** A report behind words for people. */
    static byte[] multipart(String type, byte[] attachment) {
        return octets(
                "From: noreply@big.example\r\nTo: dmarc-reports@example.org\r\nSubject: Report Domain: example.org\r\n"
                        + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
                        + "Content-Type: text/html\r\n\r\n<html><p>This is a report.</p></html>\r\n--b\r\n"
                        + "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(attachment)
                        + "--b--\r\n");
    }

    /** A report that is the whole message. */
    static byte[] single(String type, byte[] attachment) {
        return octets("From: noreply@big.example\r\nMIME-Version: 1.0\r\nContent-Type: " + type
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(attachment));
    }

    /** The header says nothing of how the body is encoded. */
    static byte[] undeclared(byte[] attachment) {
        return octets("From: noreply@big.example\r\n\r\n" + base64(attachment));
    }

    /** Nothing is packed or encoded. */
    static byte[] plain(byte[] report) {
        return octets("From: noreply@big.example\r\nContent-Type: text/xml\r\n\r\n"
                + new String(report, StandardCharsets.ISO_8859_1));
    }

    private static byte[] octets(String message) {
        return message.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<ParsedReport> read(byte[] message, ReportLimits limits) throws UnreadableReport {
        MessageParser parser = new MessageParser();
        parser.accept(message, 0, message.length);
        return new ReportReader(limits)
                .read(ByteSource.of(message), parser.finish().parts());
    }

    static ParsedReport readOne(byte[] message) throws UnreadableReport {
        List<ParsedReport> reports = read(message, ReportLimits.STANDARD);
        if (reports.size() != 1) {
            throw new IllegalStateException(reports.size() + " reports");
        }
        return reports.get(0);
    }
}
