package org.posthaste.smtp.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;

/**
 * Reads a DMARC aggregate report: the schema of RFC 7489 appendix C, that of RFC 9990 appendix A, and what reporters make of them. Elements are known by their local name wherever they stand below the right
 * parent, in any order and namespace; unknown ones are passed over; values that are none of the schema's become what they mean. Confined; one parser for each report.
 *
 * <p><i>Fails:</i> {@link UnreadableReport} if it is no XML, has a document type, is deeper than {@link ReportLimits#DEPTH}, or does not say of which domain and time it tells.
 */
final class DmarcReportParser {
    private static final Set<String> DISPOSITIONS = Set.of("none", "pass", "quarantine", "reject");
    private static final List<String> POLICY_TAGS =
            List.of("p", "sp", "np", "adkim", "aspf", "fo", "pct", "testing", "discovery_method");
    private static final int SIGNATURES = 10;
    private static final int NAMES = 500;

    private final Sums<DmarcRow> sums;
    private final List<String> path = new ArrayList<>(ReportLimits.DEPTH);
    private final Set<String> names = new HashSet<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, String> policy = new LinkedHashMap<>();
    private Map<String, String> row = new LinkedHashMap<>();
    private Map<String, String> result = new LinkedHashMap<>();
    private List<String> signatures = new ArrayList<>();
    private List<String> spf = new ArrayList<>();

    DmarcReportParser(ReportLimits limits) {
        this.sums = new Sums<>(limits.rows(), DmarcReportParser::plainer);
    }

    private static DmarcRow plainer(DmarcRow row) {
        return new DmarcRow("", row.disposition(), row.dkimAligned(), row.spfAligned(), "", "", "", "", "");
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> new StringReader(""));
        return factory;
    }

    /** Reads a report. */
    ParsedReport parse(InputStream octets) throws UnreadableReport {
        try (Reader document = GuardedXml.of(octets)) {
            XMLStreamReader reader = factory().createXMLStreamReader(document);
            read(reader);
            reader.close();
        } catch (XMLStreamException e) {
            throw new UnreadableReport("not XML that can be read: " + reason(e), e);
        } catch (IOException e) {
            throw new UnreadableReport(String.valueOf(e.getMessage()), e);
        }
        return report();
    }

    private static String reason(XMLStreamException e) {
        Throwable nested = e.getNestedException();
        return PlainText.of(String.valueOf(nested instanceof IOException ? nested.getMessage() : e.getMessage()));
    }

    private void read(XMLStreamReader reader) throws XMLStreamException, UnreadableReport {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    count(reader);
                    begin(reader.getLocalName());
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    end(path.remove(path.size() - 1));
                    if (path.isEmpty()) {
                        // What follows is not the report's.
                        return;
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (text.length() < ReportLimits.TEXT) {
                        text.append(reader.getText(), 0, Math.min(reader.getTextLength(), ReportLimits.TEXT));
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw new UnreadableReport(
                        "a document type or entity is not allowed");
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> name(reader.getPITarget());
                default -> {
                    // Comments and space say nothing.
                }
            }
        }
        throw new UnreadableReport("the report ends early");
    }

    /** The parser keeps every name it meets. */
    private void count(XMLStreamReader reader) throws UnreadableReport {
        name(reader.getLocalName());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            name(reader.getAttributeLocalName(i));
        }
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            name(String.valueOf(reader.getNamespacePrefix(i)));
            name(String.valueOf(reader.getNamespaceURI(i)));
        }
    }

    private void name(String name) throws UnreadableReport {
        if (names.add(name) && (names.size() > NAMES || name.length() > ReportLimits.TEXT)) {
            throw new UnreadableReport("more names of elements than any report has");
        }
    }

    private void begin(String name) throws UnreadableReport {
        if (path.isEmpty() && !name.equals("feedback")) {
            throw new UnreadableReport("XML, but no DMARC report");
        }
        if (path.size() == ReportLimits.DEPTH) {
            throw new UnreadableReport("elements are nested too deeply");
        }
        path.add(name);
        text.setLength(0);
        switch (name) {
            case "record" -> {
                row = new LinkedHashMap<>();
                signatures = new ArrayList<>();
                spf = new ArrayList<>();
            }
            case "dkim", "spf" -> result = new LinkedHashMap<>();
            default -> {
                // Of interest at its end only.
            }
        }
    }

    private void end(String name) {
        String value = PlainText.of(text.toString());
        text.setLength(0);
        switch (String.join("/", path)) {
            case "feedback" -> {
                if (name.equals("record")) {
                    record();
                }
            }
            case "feedback/report_metadata", "feedback/report_metadata/date_range" -> metadata.putIfAbsent(name, value);
            case "feedback/policy_published" -> policy.putIfAbsent(name, value);
            case "feedback/record/row", "feedback/record/row/policy_evaluated", "feedback/record/identifiers" -> row
                    .putIfAbsent(name, value);
            case "feedback/record/row/policy_evaluated/reason" -> row.putIfAbsent("reason_" + name, value);
            case "feedback/record/auth_results/dkim", "feedback/record/auth_results/spf" -> result.putIfAbsent(
                    name, value);
            case "feedback/record/auth_results" -> authentication(name);
            default -> {
                // Something of a newer version or of the reporter's own.
            }
        }
    }

    private void authentication(String name) {
        String domain = PlainText.domain(result.getOrDefault("domain", ""));
        String outcome = outcome(result.getOrDefault("result", "none"));
        if (name.equals("dkim") && signatures.size() < SIGNATURES && !domain.isEmpty()) {
            String selector = PlainText.word(result.getOrDefault("selector", ""));
            signatures.add(domain + "/" + selector + "=" + outcome);
        } else if (name.equals("spf") && spf.isEmpty()) {
            spf.add(domain + "=" + outcome);
        }
    }

    /** Names of results that were in use before the standard, and in one reporter or the other still are. */
    private static String outcome(String text) {
        String word = PlainText.word(text).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "hardfail" -> "fail";
            case "unknown", "temp_error", "transienterror" -> "temperror";
            case "error", "perm_error", "invalid" -> "permerror";
            case "" -> "none";
            default -> word.length() <= 20 ? word : "none";
        };
    }

    private void record() {
        Optional<Long> count = PlainText.number(row.getOrDefault("count", "1"));
        String disposition = row.getOrDefault("disposition", "none").toLowerCase(Locale.ROOT);
        String reason = row.getOrDefault("reason_type", "");
        String comment = row.getOrDefault("reason_comment", "");
        sums.add(
                new DmarcRow(
                        SourceAddress.canonical(PlainText.word(row.getOrDefault("source_ip", ""))),
                        DISPOSITIONS.contains(disposition) ? disposition : "none",
                        passed("dkim"),
                        passed("spf"),
                        reason.isEmpty() ? "" : (PlainText.word(reason) + " " + comment).strip(),
                        PlainText.domain(row.getOrDefault("header_from", "")),
                        PlainText.domain(row.getOrDefault("envelope_from", "")),
                        String.join(" ", signatures),
                        String.join(" ", spf)),
                count.orElse(0L));
    }

    private boolean passed(String method) {
        return row.getOrDefault(method, "").equalsIgnoreCase("pass");
    }

    private ParsedReport report() throws UnreadableReport {
        String about = PlainText.domain(policy.getOrDefault("domain", ""));
        Optional<Instant> begins = PlainText.time(metadata.getOrDefault("begin", ""));
        Optional<Instant> ends = PlainText.time(metadata.getOrDefault("end", ""));
        if (about.isEmpty()) {
            throw new UnreadableReport("the report does not say of which domain it tells");
        }
        if (begins.isEmpty() || ends.isEmpty() || ends.get().isBefore(begins.get())) {
            throw new UnreadableReport("the report does not say of which time it tells");
        }
        StringBuilder published = new StringBuilder();
        for (String tag : POLICY_TAGS) {
            String value = policy.getOrDefault(tag, "");
            if (!value.isEmpty()) {
                published
                        .append(published.isEmpty() ? "" : "; ")
                        .append(tag)
                        .append('=')
                        .append(PlainText.word(value));
            }
        }
        return new ParsedReport(
                Kind.DMARC,
                about,
                metadata.getOrDefault("org_name", ""),
                metadata.getOrDefault("email", ""),
                metadata.getOrDefault("report_id", ""),
                begins.get(),
                ends.get(),
                published.toString(),
                sums.list(),
                List.of());
    }
}
