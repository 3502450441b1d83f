package org.posthaste.smtp.relay.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.relay.TlsBasis;

/**
 * What a domain is told of a day's sessions (RFC 8460 §4). A value.
 *
 * @param sender the domain in whose name it is sent
 * @param contact whom to ask about it, in that domain
 * @param domain whose sessions they are
 * @param day since 1970-01-01, UTC
 * @param tallies at least one
 */
record TlsReport(String sender, String contact, String domain, long day, List<TlsTally> tallies) {
    private static final int MOST_FAILURES = 1_000;
    private static final int ID_OCTETS = 8;

    TlsReport {
        tallies = List.copyOf(tallies);
    }

    private LocalDate date() {
        return LocalDate.ofEpochDay(day);
    }

    private long begin() {
        return date().atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    private long end() {
        return date().plusDays(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond() - 1;
    }

    /** The same for the same day and domain, so that a second copy is known for one (RFC 8460 §5.3). */
    String id() {
        return date().format(DateTimeFormatter.BASIC_ISO_DATE) + "." + digest() + "@" + sender;
    }

    private String digest() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((day + " " + domain).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_OCTETS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** RFC 8460 §5.1. */
    String fileName() {
        return String.join("!", sender, domain, Long.toString(begin()), Long.toString(end()), digest()) + ".json.gz";
    }

    /** RFC 8460 §4.4. */
    String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("organization-name", sender);
        Map<String, Object> range = new LinkedHashMap<>();
        range.put("start-datetime", date() + "T00:00:00Z");
        range.put("end-datetime", date() + "T23:59:59Z");
        report.put("date-range", range);
        report.put("contact-info", contact);
        report.put("report-id", id());
        Map<List<String>, List<TlsTally>> policies = new LinkedHashMap<>();
        for (TlsTally tally : tallies) {
            policies.computeIfAbsent(
                            List.of(
                                    tally.kind().policyType(),
                                    tally.kind().policyDomain(),
                                    tally.kind().policy()),
                            key -> new ArrayList<>())
                    .add(tally);
        }
        report.put("policies", policies.values().stream().map(TlsReport::policy).toList());
        return JsonText.of(report);
    }

    private static Map<String, Object> policy(List<TlsTally> tallies) {
        TlsTally.Kind first = tallies.get(0).kind();
        List<String> lines =
                first.policy().isEmpty() ? List.of() : List.of(first.policy().split("\n", -1));
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("policy-type", first.policyType());
        if (!lines.isEmpty()) {
            policy.put("policy-string", lines);
        }
        policy.put("policy-domain", first.policyDomain());
        List<String> hosts = first.policyType().equals(TlsBasis.Type.MTA_STS.text())
                ? lines.stream()
                        .filter(line -> line.startsWith("mx: "))
                        .map(line -> line.substring(4))
                        .toList()
                : tallies.stream()
                        .map(tally -> tally.kind().mxHost())
                        .distinct()
                        .toList();
        if (!hosts.isEmpty()) {
            policy.put("mx-host", hosts);
        }
        List<TlsTally> failures = tallies.stream()
                .filter(tally -> !tally.kind().result().isEmpty())
                .toList();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("total-successful-session-count", sum(tallies) - sum(failures));
        summary.put("total-failure-session-count", sum(failures));
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("policy", policy);
        entry.put("summary", summary);
        if (!failures.isEmpty()) {
            entry.put(
                    "failure-details",
                    failures.stream()
                            .limit(MOST_FAILURES)
                            .map(TlsReport::failure)
                            .toList());
        }
        return entry;
    }

    private static long sum(List<TlsTally> tallies) {
        return tallies.stream().mapToLong(TlsTally::sessions).sum();
    }

    private static Map<String, Object> failure(TlsTally tally) {
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("result-type", tally.kind().result());
        putKnown(failure, "sending-mta-ip", tally.kind().sending());
        putKnown(failure, "receiving-mx-hostname", tally.kind().mxHost());
        putKnown(failure, "receiving-ip", tally.kind().receiving());
        failure.put("failed-session-count", tally.sessions());
        putKnown(failure, "failure-reason-code", tally.kind().reason());
        return failure;
    }

    private static void putKnown(Map<String, Object> failure, String name, String value) {
        if (!value.isEmpty()) {
            failure.put(name, value);
        }
    }

    /** The report as it is sent (RFC 8460 §5.2). */
    byte[] gzip() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream compressed = new GZIPOutputStream(octets)) {
            compressed.write(json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }
}
