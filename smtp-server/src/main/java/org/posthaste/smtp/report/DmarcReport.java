package org.posthaste.smtp.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.DmarcTally;

/**
 * What a domain is told of a day's messages (RFC 9990 §3.1). A value.
 *
 * @param sender the domain in whose name it is sent
 * @param contact whom to ask about it, in that domain
 * @param domain where the policy was found
 * @param begins of the time it tells of
 * @param ends of that time, the last second
 * @param tallies at least one
 */
record DmarcReport(
        String sender, String contact, String domain, Instant begins, Instant ends, List<DmarcTally> tallies) {
    private static final int ID_OCTETS = 8;
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:dmarc-2.0";
    private static final Set<String> PUBLISHED = Set.of("p", "sp", "np", "adkim", "aspf", "fo", "testing");
    private static final Set<String> OVERRIDES =
            Set.of("local_policy", "mailing_list", "other", "policy_test_mode", "trusted_forwarder");

    DmarcReport {
        tallies = List.copyOf(tallies);
    }

    /** The same for the same time and domain, so that a second copy is known for one (RFC 9990 §3.5.1). */
    String id() {
        return DateTimeFormatter.BASIC_ISO_DATE.format(
                        begins.atZone(ZoneOffset.UTC).toLocalDate()) + "." + digest() + "@" + sender;
    }

    private String digest() {
        String all = domain + " " + begins.getEpochSecond() + " " + ends.getEpochSecond();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_OCTETS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** RFC 9990 §3.5.2. */
    String fileName() {
        return String.join(
                        "!",
                        sender,
                        domain,
                        Long.toString(begins.getEpochSecond()),
                        Long.toString(ends.getEpochSecond()),
                        digest())
                + ".xml.gz";
    }

    /** The report as it is sent. */
    byte[] gzip() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream compressed = new GZIPOutputStream(octets)) {
            compressed.write(xml().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    /** RFC 9990 appendix A. */
    String xml() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("feedback");
            xml.writeDefaultNamespace(NAMESPACE);
            element(xml, "version", "1.0");
            metadata(xml);
            policy(xml);
            for (DmarcTally tally : tallies) {
                record(xml, tally);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text.toString();
    }

    private static void element(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(PlainText.of(value));
        xml.writeEndElement();
    }

    private void metadata(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("report_metadata");
        element(xml, "org_name", sender);
        element(xml, "email", contact);
        element(xml, "report_id", id());
        xml.writeStartElement("date_range");
        element(xml, "begin", Long.toString(begins.getEpochSecond()));
        element(xml, "end", Long.toString(ends.getEpochSecond()));
        xml.writeEndElement();
        element(xml, "generator", "Posthaste");
        xml.writeEndElement();
    }

    /** The one most messages met, should it have changed within the day (RFC 9990 §3.3). */
    private void policy(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("policy_published");
        element(xml, "domain", domain);
        for (String tag : tallies.get(0).policy().split("; ")) {
            String[] parts = tag.split("=", 2);
            if (parts.length == 2 && PUBLISHED.contains(parts[0])) {
                element(xml, parts[0], parts[1]);
            }
        }
        element(xml, "discovery_method", "treewalk");
        xml.writeEndElement();
    }

    private static void record(XMLStreamWriter xml, DmarcTally tally) throws XMLStreamException {
        DmarcRow row = tally.row();
        xml.writeStartElement("record");
        xml.writeStartElement("row");
        element(xml, "source_ip", row.source());
        element(xml, "count", Long.toString(tally.messages()));
        xml.writeStartElement("policy_evaluated");
        element(xml, "disposition", row.disposition());
        element(xml, "dkim", row.dkimAligned() ? "pass" : "fail");
        element(xml, "spf", row.spfAligned() ? "pass" : "fail");
        reason(xml, row.override());
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeStartElement("identifiers");
        element(xml, "header_from", row.headerFrom());
        if (!row.envelopeFrom().isEmpty()) {
            element(xml, "envelope_from", row.envelopeFrom());
        }
        xml.writeEndElement();
        results(xml, row);
        xml.writeEndElement();
    }

    private static void reason(XMLStreamWriter xml, String override) throws XMLStreamException {
        if (override.isEmpty()) {
            return;
        }
        String[] parts = override.split(" ", 2);
        xml.writeStartElement("reason");
        element(xml, "type", OVERRIDES.contains(parts[0]) ? parts[0] : "other");
        if (parts.length == 2) {
            element(xml, "comment", parts[1]);
        }
        xml.writeEndElement();
    }

    private static void results(XMLStreamWriter xml, DmarcRow row) throws XMLStreamException {
        xml.writeStartElement("auth_results");
        for (String result : row.dkim().isEmpty() ? new String[0] : row.dkim().split(" ")) {
            String[] parts = result.split("[/=]", 3);
            if (parts.length == 3) {
                xml.writeStartElement("dkim");
                element(xml, "domain", parts[0]);
                element(xml, "selector", parts[1]);
                element(xml, "result", parts[2]);
                xml.writeEndElement();
            }
        }
        String[] spf = row.spf().split("=", 2);
        if (spf.length == 2) {
            xml.writeStartElement("spf");
            element(xml, "domain", spf[0]);
            if (spf[0].equals(row.envelopeFrom())) {
                element(xml, "scope", "mfrom");
            }
            element(xml, "result", spf[1]);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /** The message's octets (RFC 9990 §3.5.2), to be signed. */
    byte[] message(List<String> to, Instant now) {
        String boundary = "=_" + digest();
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC));
        String text = String.join(
                "\r\n",
                "From: <" + contact + ">",
                "To: <" + String.join(">,\r\n <", to) + ">",
                "Subject: Report Domain: " + domain,
                " Submitter: " + sender,
                " Report-ID: <" + id() + ">",
                "Date: " + date.replace("GMT", "+0000"),
                "Message-ID: <dmarc." + id() + ">",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/mixed;",
                " boundary=\"" + boundary + "\"",
                "",
                "This is a multipart message in MIME format.",
                "",
                "--" + boundary,
                "Content-Type: text/plain; charset=us-ascii",
                "Content-Transfer-Encoding: 7bit",
                "",
                "This is an aggregate DMARC report from " + sender,
                "about mail in the name of " + domain + ".",
                "",
                "--" + boundary,
                "Content-Type: application/gzip;",
                " name=\"" + fileName() + "\"",
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment;",
                " filename=\"" + fileName() + "\"",
                "",
                java.util.Base64.getMimeEncoder().encodeToString(gzip()),
                "--" + boundary + "--",
                "");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
