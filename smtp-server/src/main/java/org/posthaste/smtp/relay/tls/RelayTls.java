package org.posthaste.smtp.relay.tls;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsPolicySource;
import org.posthaste.smtp.report.ReportSchedule;
import org.posthaste.smtp.sign.MessageSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS to other hosts as a whole: policies, counting, reports, and the work that is done now and then. Thread-safe. */
public final class RelayTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayTls.class);

    private static final Duration POLICY_PATIENCE = Duration.ofSeconds(20);
    private static final Duration FETCH_PATIENCE = Duration.ofSeconds(60);
    private static final Duration COUNTING = Duration.ofMinutes(1);
    private static final Duration REFRESHING = Duration.ofHours(1);
    private static final Duration REPORTING = Duration.ofMinutes(10);

    private final MailStore store;
    private final TlsCounter counter;
    private final StsPolicies sts;
    private final TlsPolicies policies;
    private final TlsOverview overview;
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /**
     * What it stands on.
     *
     * @param scheduler runs short tasks, some of which read from the store
     * @param hostname this server's name
     * @param signer signs reports
     * @param reports true: daily reports are sent to whom wants them
     */
    public record Foundation(
            MailStore store,
            DnsResolver dns,
            ScheduledExecutorService scheduler,
            Clock clock,
            String hostname,
            MessageSigner signer,
            boolean reports) {}

    private RelayTls(Foundation on, Supplier<X509TrustManager> authorities) {
        this.store = on.store;
        HttpsClients https = new HttpsClients();
        PolicyVerifier verifier =
                new PolicyVerifier(new DaneVerifier(on.clock), new PublicTrust(authorities, on.clock));
        this.counter = new TlsCounter(store.tlsRecords(), on.clock);
        this.sts = new StsPolicies(
                on.dns,
                new StsFetcher(https, StsFetcher::wellKnown, FETCH_PATIENCE),
                store.tlsRecords(),
                on.clock,
                POLICY_PATIENCE);
        this.policies = new TlsPolicies(
                on.dns,
                sts,
                new ClientContexts(verifier),
                new TlsResults(counter, verifier, store.journal(), on.clock));
        this.overview = new TlsOverview(on.dns, policies);
        TlsReporter reporter = new TlsReporter(
                store, on.dns, https, () -> ReportSchedule.sender(on.hostname, domains(on.store)), on.signer, on.clock);
        on.scheduler.execute(() -> guarded("reading what is known of TLS", this::load));
        every(on.scheduler, COUNTING, "counting TLS sessions", counter::write);
        every(on.scheduler, REFRESHING, "refreshing MTA-STS policies", sts::refresh);
        if (on.reports) {
            every(on.scheduler, REPORTING, "sending TLS reports", reporter::sendDue);
        }
    }

    /** Starts. */
    public static RelayTls start(Foundation foundation) {
        return new RelayTls(foundation, PublicTrust.system());
    }

    private static List<String> domains(MailStore store) {
        return store.directory().domains().stream().map(Directory.Domain::name).toList();
    }

    private void load() {
        sts.load();
        counter.load();
    }

    private void every(ScheduledExecutorService scheduler, Duration interval, String what, Runnable work) {
        tasks.add(scheduler.scheduleWithFixedDelay(
                () -> guarded(what, work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed; it is tried again later", what, e);
        }
    }

    /** Policies, for whoever delivers. */
    public TlsPolicySource policies() {
        return policies;
    }

    /**
     * The policy in force for a host.
     *
     * @param policy its name
     * @param why in a few words
     * @param lines what is published
     */
    public record HostPolicy(String host, String policy, String why, List<String> lines) {
        public HostPolicy {
            lines = List.copyOf(lines);
        }
    }

    /** The policies in force for the hosts of a domain, the best host first; none if it has none. Takes as long as the DNS and the domain's policy host do. */
    public CompletionStage<List<HostPolicy>> overview(String domain, TlsMode mode) {
        return overview.of(domain, mode);
    }

    /** What was counted of sessions to a domain in the last days, also today's. Blocks shortly. */
    public List<TlsTally> tallies(String domain, int days) {
        counter.write();
        long today = counter.today();
        return store.tlsRecords().tallies(domain, today - days + 1, today);
    }

    /** The reports of the last days to a domain. Blocks shortly. */
    public List<ReportState> reports(String domain, int days) {
        return store.tlsRecords().reports(counter.today() - days).stream()
                .filter(report -> report.domain().equals(domain))
                .toList();
    }

    /** Writes what was counted; nobody must deliver any more. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        counter.write();
    }
}
