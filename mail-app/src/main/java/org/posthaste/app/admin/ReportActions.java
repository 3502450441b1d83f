package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.posthaste.app.OwnAddresses;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.ReceivedReports;
import org.posthaste.mailstore.dmarc.ReceivedReports.Listed;
import org.posthaste.mailstore.dmarc.TlsRow;
import org.posthaste.smtp.report.DmarcPicture;
import org.posthaste.smtp.report.DmarcSource;
import org.posthaste.smtp.report.TlsPicture;

/** {@code report list/show/dmarc/tls/send}: what others report of our domains, and what we report. Thread-safe. */
final class ReportActions {
    private static final long MOST = 10_000;
    private static final int ROWS = 10_000;
    private static final int SHOWN_ROWS = 5_000;
    private static final int NAMED_HOSTS = 60;
    private static final long LONGEST_WEEKS = 57;

    private ReportActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("report.list", Set.of("domain", "limit"), ReportActions::list),
                new AdminAction("report.show", Set.of("id"), ReportActions::show),
                new AdminAction("report.dmarc", Set.of("domain", "weeks"), ReportActions::dmarc),
                new AdminAction("report.tls", Set.of("domain", "weeks"), ReportActions::tls),
                new AdminAction("report.send", Set.of("domain"), ReportActions::send));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        Optional<String> domain = arguments.optionalText("domain").map(text -> ours(context, text));
        int limit = (int) Math.min(MOST, arguments.optionalNumber("limit").orElse(100L));
        ArrayNode json = Json.array();
        context.store().receivedReports().latest(domain, limit).forEach(each -> json.add(json(each)));
        return json;
    }

    /** A domain of ours that a person wrote. */
    private static String ours(AdminContext context, String text) {
        String domain = Arguments.domainOf(text);
        if (!context.store().directory().isLocalDomain(domain)) {
            throw new AdminRefusal(
                    Reason.NOT_FOUND,
                    "Mail for " + domain + " is not received here, so nobody reports on it.",
                    "posthaste domain list");
        }
        return domain;
    }

    private static ObjectNode json(Listed listed) {
        ReceivedReport report = listed.report();
        return Json.object()
                .put("id", listed.id())
                .put("kind", report.kind().name().toLowerCase(Locale.ROOT))
                .put("domain", report.domain())
                .put("about", report.about())
                .put("organization", report.organization())
                .put("contact", report.contact())
                .put("reportId", report.reportId())
                .put("authenticated", report.authenticated())
                .put("begins", report.begins().toString())
                .put("ends", report.ends().toString())
                .put("received", report.received().toString())
                .put("message", report.message())
                .put("policy", report.policy())
                .put("counted", listed.counted())
                .put("failed", listed.failed())
                .put("rows", listed.rows())
                .put("unread", report.unread());
    }

    private static JsonNode show(AdminContext context, Arguments arguments) {
        long id = arguments.optionalNumber("id").orElse(0L);
        ReceivedReports reports = context.store().receivedReports();
        Listed listed = reports.find(id)
                .orElseThrow(() ->
                        new AdminRefusal(Reason.NOT_FOUND, "There is no report " + id + ".", "posthaste report list"));
        ObjectNode json = json(listed);
        ArrayNode rows = json.putArray("details");
        if (listed.report().kind() == Kind.DMARC) {
            reports.dmarcRows(id, SHOWN_ROWS).forEach(each -> rows.add(json(each.row(), each.number())));
        } else {
            reports.tlsRows(id, SHOWN_ROWS).forEach(each -> rows.add(json(each.row(), each.number())));
        }
        return json;
    }

    private static ObjectNode json(DmarcRow row, long messages) {
        return Json.object()
                .put("source", row.source())
                .put("messages", messages)
                .put("disposition", row.disposition())
                .put("dkimAligned", row.dkimAligned())
                .put("spfAligned", row.spfAligned())
                .put("override", row.override())
                .put("headerFrom", row.headerFrom())
                .put("envelopeFrom", row.envelopeFrom())
                .put("dkim", row.dkim())
                .put("spf", row.spf());
    }

    private static ObjectNode json(TlsRow row, long sessions) {
        return Json.object()
                .put("policy", row.policyType())
                .put("policyDomain", row.policyDomain())
                .put("result", row.result().isEmpty() ? "success" : row.result())
                .put("sessions", sessions)
                .put("sending", row.sending())
                .put("host", row.mxHost())
                .put("receiving", row.receiving())
                .put("reason", row.reason());
    }

    /** The reports of some weeks, and from whom. */
    private record Period(String domain, Instant since, List<Listed> proved, long strangers) {
        static Period of(AdminContext context, Arguments arguments, Kind kind) {
            String domain = ours(context, arguments.text("domain"));
            long weeks = arguments.optionalNumber("weeks").orElse(4L);
            if (weeks < 1 || weeks > LONGEST_WEEKS) {
                throw new AdminRefusal(
                        Reason.USAGE,
                        "--weeks is not between 1 and " + LONGEST_WEEKS + ".",
                        "posthaste report " + kind.name().toLowerCase(Locale.ROOT) + " --help");
            }
            Instant since = Instant.now().minus(Duration.ofDays(7 * weeks));
            List<Listed> all = context.store().receivedReports().of(domain, kind, since, ROWS).stream()
                    .filter(listed -> listed.report().read())
                    .toList();
            List<Listed> proved = all.stream()
                    .filter(listed -> !listed.report().authenticated().isEmpty())
                    .toList();
            return new Period(domain, since, proved, all.size() - proved.size());
        }

        int days() {
            return (int) proved.stream()
                    .map(listed -> LocalDate.ofInstant(listed.report().ends(), ZoneOffset.UTC))
                    .distinct()
                    .count();
        }

        ObjectNode json() {
            ObjectNode json = Json.object().put("domain", domain).put("since", since.toString());
            json.put("reports", proved.size()).put("unproved", strangers).put("days", days());
            ArrayNode reporters = json.putArray("reporters");
            new TreeSet<>(proved.stream()
                            .map(listed -> listed.report().authenticated())
                            .toList())
                    .forEach(reporters::add);
            return json.put(
                    "policy",
                    proved.stream()
                            .findFirst()
                            .map(listed -> listed.report().policy())
                            .orElse(""));
        }
    }

    private static JsonNode dmarc(AdminContext context, Arguments arguments) {
        Period period = Period.of(context, arguments, Kind.DMARC);
        List<Counted<DmarcRow>> rows =
                context.store().receivedReports().dmarcRows(period.domain, period.since, true, ROWS);
        Set<String> own = new HashSet<>(OwnAddresses.all());
        Optional<ReportDesk> desk = context.server().map(RunningServer::reports);
        desk.ifPresent(server -> own.addAll(server.ownAddresses()));
        List<String> strangers = rows.stream()
                .map(each -> each.row().source())
                .filter(source -> !source.isEmpty() && !own.contains(source))
                .distinct()
                .limit(NAMED_HOSTS)
                .toList();
        Map<String, String> hosts = desk.map(server -> server.hosts(strangers)).orElse(Map.of());
        DmarcPicture picture =
                DmarcPicture.of(rows, new DmarcPicture.Background(period.domain, own, hosts, period.days()));
        ObjectNode json = period.json().put("conclusion", picture.conclusion());
        ArrayNode advice = json.putArray("advice");
        picture.advice().forEach(advice::add);
        strangers(period).ifPresent(advice::add);
        ArrayNode sources = json.putArray("sources");
        picture.sources().forEach(source -> sources.add(json(source)));
        return json;
    }

    private static Optional<String> strangers(Period period) {
        return period.strangers == 0
                ? Optional.empty()
                : Optional.of(period.strangers + (period.strangers == 1 ? " report" : " reports")
                        + " did not prove who sent them and are not counted here: posthaste report list "
                        + period.domain);
    }

    private static ObjectNode json(DmarcSource source) {
        ObjectNode json = Json.object()
                .put("source", source.name())
                .put("kind", source.kind().name().toLowerCase(Locale.ROOT))
                .put("messages", source.messages())
                .put("passed", source.passed())
                .put("failed", source.failed())
                .put("byDkim", source.byDkim())
                .put("bySpf", source.bySpf())
                .put("stopped", source.stopped())
                .put("why", source.why());
        ArrayNode addresses = json.putArray("addresses");
        source.addresses().forEach(addresses::add);
        return json;
    }

    private static JsonNode tls(AdminContext context, Arguments arguments) {
        Period period = Period.of(context, arguments, Kind.TLS);
        boolean testing = period.proved.stream()
                .anyMatch(listed -> listed.report().policy().contains("mode: testing"));
        TlsPicture picture = TlsPicture.of(
                context.store().receivedReports().tlsRows(period.domain, period.since, true, ROWS),
                testing,
                period.days());
        ObjectNode json = period.json()
                .put("conclusion", picture.conclusion())
                .put("sessions", picture.sessions())
                .put("failed", picture.failed());
        ArrayNode advice = json.putArray("advice");
        Stream.concat(picture.advice().stream(), strangers(period).stream()).forEach(advice::add);
        ArrayNode policies = json.putArray("policies");
        new TreeSet<>(picture.policies()).forEach(policies::add);
        ArrayNode failures = json.putArray("failures");
        picture.failures().forEach(failure -> failures.addObject()
                .put("host", failure.host())
                .put("result", failure.result())
                .put("meaning", failure.meaning())
                .put("reason", failure.reason())
                .put("sessions", failure.sessions()));
        return json;
    }

    private static JsonNode send(AdminContext context, Arguments arguments) {
        ReportDesk desk = ServerActions.running(context).reports();
        Optional<String> domain = arguments.optionalText("domain").map(Arguments::domainOf);
        ArrayNode json = Json.array();
        for (ReportDesk.Sent sent : domain.isPresent() ? desk.sendSoFar(domain.get()) : desk.sendDue()) {
            json.addObject()
                    .put("domain", sent.domain())
                    .put("day", sent.day())
                    .put("state", sent.state())
                    .put("note", sent.note());
        }
        return json;
    }
}
