package org.posthaste.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.tls.RelayTls;
import org.posthaste.smtp.relay.tls.RelayTls.HostPolicy;

/** What an administrator may know of TLS to a domain. Thread-safe; blocks while the DNS is asked. */
final class TlsRelayFacts {
    private static final int DAYS = 7;
    private static final long SECONDS = 60;

    private final RelayTls tls;

    TlsRelayFacts(RelayTls tls) {
        this.tls = tls;
    }

    /** Policies by host, results and reports of the last days. */
    ObjectNode json(String domain) {
        ObjectNode json = Json.object().put("domain", domain);
        ArrayNode hosts = json.putArray("hosts");
        for (HostPolicy host : overview(domain)) {
            ObjectNode one = hosts.addObject()
                    .put("host", host.host())
                    .put("policy", host.policy())
                    .put("why", host.why());
            host.lines().forEach(one.putArray("published")::add);
        }
        ArrayNode results = json.putArray("results");
        for (TlsTally tally : tls.tallies(domain, DAYS)) {
            results.addObject()
                    .put("day", day(tally.kind().day()))
                    .put("to", tally.kind().domain())
                    .put("host", tally.kind().mxHost())
                    .put("policy", tally.kind().policyType())
                    .put(
                            "result",
                            tally.kind().result().isEmpty()
                                    ? "success"
                                    : tally.kind().result())
                    .put("reason", tally.kind().reason())
                    .put("sessions", tally.sessions());
        }
        ArrayNode reports = json.putArray("reports");
        for (ReportState report : tls.reports(domain, DAYS)) {
            reports.addObject()
                    .put("day", day(report.day()))
                    .put("state", report.state().name().toLowerCase(Locale.ROOT))
                    .put("note", report.note());
        }
        return json;
    }

    private static String day(long day) {
        return LocalDate.ofEpochDay(day).toString();
    }

    private List<HostPolicy> overview(String domain) {
        try {
            return tls.overview(domain, TlsMode.AUTOMATIC).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AdminRefusal(
                    Reason.UNREACHABLE, "The policies of " + domain + " cannot be found now.", "posthaste status", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminRefusal(Reason.UNREACHABLE, "The server is stopping.", "posthaste status", e);
        }
    }
}
