package org.posthaste.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import org.posthaste.app.admin.ReportDesk;
import org.posthaste.app.admin.RunningServer;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.SessionInfo;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.tls.CertificateInfo;
import org.posthaste.common.tls.TlsContexts;
import org.posthaste.common.tls.TlsFacts;
import org.posthaste.smtp.SmtpRelay;
import org.posthaste.smtp.queue.QueueManager;

/** What an administrator may know of the running server, and how it is told to end. Thread-safe. */
final class ServerFacts implements RunningServer {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final SuiteConfig config;
    private final TlsContexts tls;
    private final DnsFacts dns;
    private final TlsRelayFacts relayTls;
    private final ReportFacts reports;
    private final Map<String, SessionRegistry> sessions;
    private final Clock clock;
    private final ShutdownSequence ending;
    private final SiteFacts site;
    private final SmtpRelay relay;
    private final UserTraces traces;
    private final Instant since;

    ServerFacts(
            SuiteConfig config,
            TlsContexts tls,
            DnsFacts dns,
            TlsRelayFacts relayTls,
            ReportFacts reports,
            Map<String, SessionRegistry> sessions,
            SiteFacts site,
            SmtpRelay relay,
            UserTraces traces,
            Clock clock,
            ShutdownSequence ending) {
        this.config = config;
        this.tls = tls;
        this.dns = dns;
        this.relayTls = relayTls;
        this.reports = reports;
        this.sessions = sessions;
        this.clock = clock;
        this.ending = ending;
        this.site = site;
        this.relay = relay;
        this.traces = traces;
        this.since = clock.instant();
    }

    @Override
    public ObjectNode status() {
        ObjectNode json = Json.object()
                .put("serving", true)
                .put("version", Version.current())
                .put("pid", ProcessHandle.current().pid())
                .put("hostname", config.hostname())
                .put("since", since.toString())
                .put("uptimeSeconds", Duration.between(since, clock.instant()).toSeconds());
        ArrayNode listeners = json.putArray("listeners");
        config.listeners().forEach(listener -> listeners.add(json(listener)));
        site.listeners().forEach(listener -> listeners.add(json(listener)));
        ObjectNode open = json.putObject("sessions");
        sessions.forEach((protocol, registry) -> open.put(protocol, registry.size()));
        QueueManager.Activity activity = relay.activity();
        ObjectNode sending = json.putObject("relay")
                .put("delivering", activity.delivering())
                .put("connections", activity.connections())
                .put("inMemory", activity.inMemory());
        ArrayNode failing = sending.putArray("failing");
        activity.failing()
                .forEach(lane -> failing.add(Json.object()
                        .put("lane", lane.lane())
                        .put("nextTry", lane.nextTry().map(Instant::toString).orElse(""))
                        .put("reason", lane.reason())));
        json.set("web", site.json());
        Runtime runtime = Runtime.getRuntime();
        json.putObject("memory")
                .put("heapUsedOctets", runtime.totalMemory() - runtime.freeMemory())
                .put("heapMaxOctets", runtime.maxMemory());
        ArrayNode certificates = json.putArray("certificates");
        tls.certificates().forEach(info -> certificates.add(json(info)));
        json.set("dns", dns.json());
        ArrayNode warnings = json.putArray("warnings");
        List<String> strangers = config.relay().publicNetworks();
        if (!strangers.isEmpty()) {
            warnings.add("relay.trusted holds networks of the Internet (" + String.join(", ", strangers)
                    + "): every host there can send as anybody through this server.");
        }
        site.notes().forEach(warnings::add);
        return json;
    }

    private static ObjectNode json(ListenerConfig listener) {
        return Json.object()
                .put("name", listener.name())
                .put("address", text(listener.address()))
                .put("port", listener.address().getPort())
                .put(
                        "tls",
                        switch (listener.tls()) {
                            case NEVER -> "never";
                            case STARTTLS -> "starttls";
                            case IMPLICIT -> "implicit";
                        });
    }

    private ObjectNode json(CertificateInfo info) {
        ObjectNode json = Json.object();
        ArrayNode names = json.putArray("names");
        info.names().forEach(names::add);
        return json.put("selfSigned", info.selfSigned())
                .put("notAfter", info.notAfter().toString())
                .put("daysLeft", info.left(clock.instant()).toDays())
                .put("sha256", info.sha256());
    }

    private static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String shown = host.isAnyLocalAddress() ? "*" : host.getHostAddress();
        return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + address.getPort();
    }

    @Override
    public ObjectNode relayTls(String domain) {
        return relayTls.json(domain);
    }

    @Override
    public ReportDesk reports() {
        return reports;
    }

    @Override
    public ArrayNode probe(String domain, Optional<MailAddress> recipient) {
        ArrayNode steps = Json.array();
        relay.probe(domain, recipient)
                .forEach(step -> steps.add(Json.object()
                        .put("what", step.what())
                        .put("found", step.found())
                        .put("ok", step.ok())
                        .put("ms", step.ms())));
        return steps;
    }

    @Override
    public ArrayNode sessions() {
        ArrayNode list = Json.array();
        sessions.values().stream()
                .flatMap(registry -> registry.list().stream())
                .sorted(Comparator.comparing(SessionInfo::since).thenComparing(SessionInfo::id))
                .forEach(info -> list.add(json(info)));
        return list;
    }

    private ObjectNode json(SessionInfo info) {
        return Json.object()
                .put("id", info.id())
                .put("protocol", info.server())
                .put("listener", info.listener())
                .put("user", info.user().orElse(""))
                .put("peer", text(info.peer()))
                .put("tls", info.tls().map(TlsFacts::protocol).orElse(""))
                .put("state", info.state())
                .put("since", info.since().toString())
                .put("seconds", Duration.between(info.since(), clock.instant()).toSeconds())
                .put("receivedOctets", info.received())
                .put("sentOctets", info.sent());
    }

    @Override
    public boolean closeSession(String id) {
        return sessions.values().stream().anyMatch(registry -> registry.close(id, GOODBYE));
    }

    @Override
    public int closeSessions(String user) {
        return sessions.values().stream()
                .mapToInt(registry -> registry.closeUser(user, GOODBYE))
                .sum();
    }

    @Override
    public ObjectNode trace(String user, Duration time) {
        UserTraces.Trace trace = traces.begin(user, time);
        return Json.object()
                .put("user", user)
                .put("file", trace.file().toString())
                .put("until", trace.until().toString())
                .put("begun", trace.begun());
    }

    @Override
    public ObjectNode site(List<String> domains) {
        return site.json(domains);
    }

    @Override
    public ObjectNode siteProxy(String program, List<String> domains) {
        return site.proxy(program, domains);
    }

    @Override
    public void stop() {
        ending.request();
    }
}
