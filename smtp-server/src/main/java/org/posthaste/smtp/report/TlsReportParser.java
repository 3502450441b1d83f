package org.posthaste.smtp.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.TlsRow;

/**
 * Reads a report of TLS connections (RFC 8460 §4.4), a value at a time. Members may come in any order, numbers as text, lists as single values; unknown members are passed over. Confined; one parser for each
 * report.
 *
 * <p><i>Fails:</i> {@link UnreadableReport} if it is no JSON, is deeper than {@link ReportLimits#DEPTH}, has longer texts than any report needs, or does not say of which domain and time it tells.
 */
final class TlsReportParser {
    private static final int POLICIES = 200;
    private static final String LIST = "\n";

    /** What the summary counts and no detail explains. */
    static final String UNEXPLAINED = "unexplained";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ReportLimits.DEPTH)
                    .maxStringLength(ReportLimits.TOKEN)
                    .maxNameLength(ReportLimits.TEXT)
                    .maxNumberLength(40)
                    .build())
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            // Names are a stranger's: none is worth keeping.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final ReportLimits limits;
    private final Sums<TlsRow> sums;
    private final Map<String, String> members = new LinkedHashMap<>();
    private final List<String> domains = new ArrayList<>();
    private String policyText = "";

    TlsReportParser(ReportLimits limits) {
        this.limits = limits;
        this.sums = new Sums<>(
                limits.rows(), row -> new TlsRow("", "", row.result().isEmpty() ? "" : UNEXPLAINED, "", "", "", ""));
    }

    /** Reads a report. */
    ParsedReport parse(InputStream octets) throws UnreadableReport {
        try (JsonParser json = JSON.createParser(octets)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableReport("JSON, but no TLS report");
            }
            report(json);
        } catch (IOException e) {
            throw new UnreadableReport("not JSON that can be read: " + PlainText.of(String.valueOf(e.getMessage())), e);
        }
        return report();
    }

    private void report(JsonParser json) throws IOException, UnreadableReport {
        while (next(json)) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("date-range") && value == JsonToken.START_OBJECT) {
                flat(json, members);
            } else if (name.equals("policies") && value == JsonToken.START_ARRAY) {
                policies(json);
            } else if (value.isScalarValue()) {
                members.putIfAbsent(name, text(json));
            } else {
                json.skipChildren();
            }
        }
    }

    /** True if a member comes next, false at the end of the object. */
    private static boolean next(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token == null) {
            throw new IOException("the report ends early");
        }
        return token == JsonToken.FIELD_NAME;
    }

    private static String text(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_NULL ? "" : PlainText.of(json.getText());
    }

    /** Members of an object: texts, numbers and lists of these. */
    private static void flat(JsonParser json, Map<String, String> into) throws IOException {
        while (next(json)) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isScalarValue()) {
                into.putIfAbsent(name, text(json));
            } else if (value == JsonToken.START_ARRAY) {
                into.putIfAbsent(name, list(json));
            } else {
                json.skipChildren();
            }
        }
    }

    private static String list(JsonParser json) throws IOException {
        StringBuilder all = new StringBuilder();
        for (JsonToken value = json.nextToken(); value != JsonToken.END_ARRAY; value = json.nextToken()) {
            if (value == null) {
                throw new IOException("the report ends early");
            }
            if (value.isScalarValue() && all.length() < ReportLimits.TEXT) {
                all.append(all.isEmpty() ? "" : LIST).append(text(json));
            } else {
                json.skipChildren();
            }
        }
        return all.toString();
    }

    private void policies(JsonParser json) throws IOException, UnreadableReport {
        int count = 0;
        for (JsonToken value = json.nextToken(); value != JsonToken.END_ARRAY; value = json.nextToken()) {
            if (value == null || ++count > POLICIES) {
                throw new UnreadableReport("the report has too many policies, or ends early");
            }
            if (value == JsonToken.START_OBJECT) {
                policy(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void policy(JsonParser json) throws IOException {
        Map<String, String> policy = new LinkedHashMap<>();
        Map<String, String> summary = new LinkedHashMap<>();
        Sums<TlsRow> details = new Sums<>(limits.rows(), row -> new TlsRow("", "", row.result(), "", "", "", ""));
        while (next(json)) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("policy") && value == JsonToken.START_OBJECT) {
                flat(json, policy);
            } else if (name.equals("summary") && value == JsonToken.START_OBJECT) {
                flat(json, summary);
            } else if (name.equals("failure-details") && value == JsonToken.START_ARRAY) {
                failures(json, details);
            } else if (name.equals("failure-details") && value == JsonToken.START_OBJECT) {
                failure(json, details);
            } else {
                json.skipChildren();
            }
        }
        add(policy, summary, details);
    }

    private static void failures(JsonParser json, Sums<TlsRow> details) throws IOException {
        for (JsonToken value = json.nextToken(); value != JsonToken.END_ARRAY; value = json.nextToken()) {
            if (value == null) {
                throw new IOException("the report ends early");
            }
            if (value == JsonToken.START_OBJECT) {
                failure(json, details);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void failure(JsonParser json, Sums<TlsRow> details) throws IOException {
        Map<String, String> failure = new LinkedHashMap<>();
        flat(json, failure);
        String result = PlainText.word(failure.getOrDefault("result-type", "")).toLowerCase(Locale.ROOT);
        String reason = failure.getOrDefault("failure-reason-code", "");
        details.add(
                new TlsRow(
                        "",
                        "",
                        result.isEmpty() ? UNEXPLAINED : result,
                        SourceAddress.canonical(PlainText.word(failure.getOrDefault("sending-mta-ip", ""))),
                        PlainText.domain(failure.getOrDefault("receiving-mx-hostname", "")),
                        SourceAddress.canonical(PlainText.word(failure.getOrDefault("receiving-ip", ""))),
                        reason.isEmpty() ? failure.getOrDefault("additional-information", "") : reason),
                PlainText.number(failure.getOrDefault("failed-session-count", "1"))
                        .orElse(0L));
    }

    private void add(Map<String, String> policy, Map<String, String> summary, Sums<TlsRow> details) {
        String type = PlainText.word(policy.getOrDefault("policy-type", ""));
        String domain = PlainText.domain(policy.getOrDefault("policy-domain", ""));
        String hosts = policy.getOrDefault("mx-host", "").replace(LIST, " ");
        if (!domain.isEmpty()) {
            domains.add(domain);
        }
        if (policyText.isEmpty()) {
            policyText = (type + " " + policy.getOrDefault("policy-string", "").replace(LIST, "; ")).strip();
        }
        long good = PlainText.number(summary.getOrDefault("total-successful-session-count", "0"))
                .orElse(0L);
        long bad = PlainText.number(summary.getOrDefault("total-failure-session-count", "0"))
                .orElse(0L);
        sums.add(new TlsRow(type, domain, "", "", hosts, "", ""), good);
        long explained = 0;
        for (var each : details.list()) {
            TlsRow row = each.row();
            explained += each.number();
            sums.add(
                    new TlsRow(type, domain, row.result(), row.sending(), row.mxHost(), row.receiving(), row.reason()),
                    each.number());
        }
        sums.add(new TlsRow(type, domain, UNEXPLAINED, "", "", "", ""), bad - explained);
    }

    private ParsedReport report() throws UnreadableReport {
        Optional<Instant> begins = PlainText.time(members.getOrDefault("start-datetime", ""));
        Optional<Instant> ends = PlainText.time(members.getOrDefault("end-datetime", ""));
        if (domains.isEmpty()) {
            throw new UnreadableReport("the report does not say of which domain it tells");
        }
        if (begins.isEmpty() || ends.isEmpty() || ends.get().isBefore(begins.get())) {
            throw new UnreadableReport("the report does not say of which time it tells");
        }
        return new ParsedReport(
                Kind.TLS,
                domains.get(0),
                members.getOrDefault("organization-name", ""),
                members.getOrDefault("contact-info", ""),
                members.getOrDefault("report-id", ""),
                begins.get(),
                ends.get(),
                policyText,
                List.of(),
                sums.list());
    }
}
