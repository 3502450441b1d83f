package org.posthaste.smtp.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.PartIndex;
import org.posthaste.common.message.PartIndex.Part;
import org.posthaste.common.message.TransferDecoding;

/**
 * Finds and reads the reports in a message. What a part holds is told by its first octets, since media types and file names of real reports are often wrong: gzip, zip (its first file only, and no archive in
 * it), XML or JSON. Thread-safe; takes as long as {@link ReportLimits} allow, so it is nothing for a session's thread.
 *
 * <p><i>Fails:</i> {@link UnreadableReport} if there is none that can be read, with the reason of the likeliest part.
 */
public final class ReportReader {
    private static final int HEAD = 16;
    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b;

    private final ReportLimits limits;

    /** A reader with these limits. */
    public ReportReader(ReportLimits limits) {
        this.limits = limits;
    }

    /** The reports of a message. */
    public List<ParsedReport> read(ByteSource message, PartIndex parts) throws UnreadableReport {
        if (message.size() > limits.message()) {
            throw new UnreadableReport("the message is longer than " + limits.message() + " octets");
        }
        List<Part> leaves = new ArrayList<>();
        collect(parts.root(), leaves);
        List<ParsedReport> reports = new ArrayList<>();
        UnreadableReport why = new UnreadableReport("the message holds no report");
        for (Part part : leaves) {
            try (InputStream content = content(message, part)) {
                if (reports.size() < limits.reports() && isCandidate(content)) {
                    reports.add(unpack(content));
                }
            } catch (UnreadableReport e) {
                why = e;
            } catch (IOException e) {
                why = new UnreadableReport(PlainText.of(String.valueOf(e.getMessage())), e);
            }
        }
        if (reports.isEmpty()) {
            throw why;
        }
        return reports;
    }

    private static void collect(Part part, List<Part> leaves) {
        if (part.children().isEmpty()) {
            if (leaves.size() < ReportLimits.PARTS) {
                leaves.add(part);
            }
            return;
        }
        part.children().forEach(child -> collect(child, leaves));
    }

    /** The decoded content; also of base64 whose header does not say so. */
    private static InputStream content(ByteSource message, Part part) throws IOException {
        ByteSource body = message.slice(part.bodyOffset(), part.bodySize());
        String encoding = part.encoding();
        if (TransferDecoding.isIdentity(encoding)) {
            String head = new String(head(new BufferedInputStream(body.open())), StandardCharsets.ISO_8859_1).strip();
            if (head.startsWith("H4sI") || head.startsWith("UEsD")) {
                encoding = "base64";
            }
        }
        return new BufferedInputStream(TransferDecoding.decode(body.open(), encoding));
    }

    private static byte[] head(InputStream content) throws IOException {
        content.mark(HEAD);
        byte[] head = content.readNBytes(HEAD);
        content.reset();
        return head;
    }

    private static int magic(byte[] head) {
        return head.length < 2 ? 0 : (head[0] & 0xff) << 8 | head[1] & 0xff;
    }

    private static char first(byte[] head) {
        // Also behind a byte order mark, and of UTF-16.
        for (byte octet : head) {
            if (octet > ' ') {
                return (char) octet;
            }
        }
        return 0;
    }

    private static boolean isCandidate(InputStream content) throws IOException {
        byte[] head = head(content);
        String text =
                new String(head, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(java.util.Locale.ROOT);
        if (text.startsWith("<html") || text.startsWith("<!doctype html")) {
            // The words for people.
            return false;
        }
        return magic(head) == GZIP || magic(head) == ZIP || first(head) == '<' || first(head) == '{';
    }

    private ParsedReport unpack(InputStream content) throws IOException, UnreadableReport {
        LimitedStream.Counting packed = new LimitedStream.Counting(content);
        return switch (magic(head(content))) {
            case GZIP -> parse(new GZIPInputStream(packed), packed);
            case ZIP -> parse(firstFile(packed), packed);
            default -> parse(packed, packed);
        };
    }

    private static InputStream firstFile(InputStream packed) throws IOException, UnreadableReport {
        ZipInputStream archive = new ZipInputStream(packed);
        for (int i = 0; i < HEAD; i++) {
            ZipEntry entry = archive.getNextEntry();
            if (entry == null) {
                break;
            }
            if (!entry.isDirectory()) {
                return archive;
            }
        }
        throw new UnreadableReport("the archive holds no file");
    }

    private ParsedReport parse(InputStream unpacked, LimitedStream.Counting packed)
            throws IOException, UnreadableReport {
        InputStream limited =
                new BufferedInputStream(new LimitedStream(unpacked, limits.unpacked(), limits.ratio(), packed::octets));
        byte[] head = head(limited);
        return switch (first(head)) {
            case '<' -> new DmarcReportParser(limits).parse(limited);
            case '{' -> new TlsReportParser(limits).parse(limited);
            default -> throw new UnreadableReport(
                    magic(head) == GZIP || magic(head) == ZIP ? "an archive in an archive" : "neither XML nor JSON");
        };
    }
}
