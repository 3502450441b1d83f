package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.posthaste.app.acme.CertificateDesk;
import org.posthaste.app.acme.CertificateKeeper;
import org.posthaste.app.admin.AdminContext;
import org.posthaste.app.doctor.DailyRound;
import org.posthaste.app.doctor.Doctor;
import org.posthaste.app.doctor.PostmasterNotice;
import org.posthaste.app.doctor.Premises;
import org.posthaste.app.records.RecordSource;
import org.posthaste.app.web.ChallengeBoard;
import org.posthaste.app.web.PublicSite;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.Transport;
import org.posthaste.common.net.mina.MinaTransport;
import org.posthaste.common.sasl.GuardedAuthenticator;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.common.tls.TlsContexts;
import org.posthaste.imap.ImapServer;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.pop3.Pop3Server;
import org.posthaste.smtp.SmtpRelay;
import org.posthaste.smtp.SmtpServer;
import org.posthaste.smtp.bounce.SenderReports;
import org.posthaste.smtp.relay.tls.RelayTls;
import org.posthaste.smtp.report.DmarcReports;
import org.posthaste.smtp.report.ReportIntake;
import org.posthaste.smtp.report.ReportLimits;
import org.posthaste.smtp.sign.MessageSigner;

/**
 * Builds the parts of the whole, floor by floor: each method needs what those before it made, and notes for the end
 * whatever must be closed. Lives for one start.
 */
final class SuiteAssembly {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration CERTIFICATE_CHECK = Duration.ofMinutes(1);

    private final SuiteConfig config;
    private final DataFolder folder;
    private final ShutdownSequence ending;
    private final ServerSettings settings;
    private final Clock clock = Clock.system(ZoneId.systemDefault());

    SuiteAssembly(SuiteConfig config, DataFolder folder, ShutdownSequence ending) {
        this.config = config;
        this.folder = folder;
        this.ending = ending;
        this.settings = new ServerSettings(config, folder);
    }

    /** What everything stands on. */
    record Ground(
            MailStore store,
            TlsContexts tls,
            ScheduledExecutorService housekeeping,
            GuardedAuthenticator logins,
            DnsClient dns,
            DnsFacts dnsFacts,
            KeyChores keys,
            RecordSource records,
            MessageSigner signer) {
        /** The names of the domains whose mail is received. */
        List<String> domains() {
            return SuiteAssembly.domains(store);
        }
    }

    /** What sends to other hosts. */
    record Outgoing(RelayTls tls, DmarcReports reports, SmtpRelay relay) {}

    /** What listens. */
    record Servers(SmtpServer smtp, ImapServer imap, Pop3Server pop3, PublicSite site, ChallengeBoard challenges) {
        Map<String, SessionRegistry> sessions() {
            Map<String, SessionRegistry> sessions = new LinkedHashMap<>();
            sessions.put("smtp", smtp.sessions());
            sessions.put("imap", imap.sessions());
            sessions.put("pop3", pop3.sessions());
            site.sessions().ifPresent(registry -> sessions.put("web", registry));
            return sessions;
        }
    }

    /** The names of the domains whose mail is received. */
    static List<String> domains(MailStore store) {
        return store.directory().domains().stream().map(Directory.Domain::name).toList();
    }

    /** Fails: if the settings of the DNS cannot be used. */
    Ground ground() throws IOException {
        // The two slowest parts of a start know nothing of each other.
        CompletableFuture<TlsContexts> certificates = CompletableFuture.supplyAsync(this::openTls);
        MailStore store = ending.add("store", JdbcMailStore.open(settings.store(clock)));
        TlsContexts tls = join(certificates);
        ScheduledExecutorService housekeeping = housekeeping();
        tls.watch(housekeeping, CERTIFICATE_CHECK, () -> domains(store));
        GuardedAuthenticator logins = ending.add(
                "logins", new GuardedAuthenticator(store.directory(), clock, settings.logins(), settings.tokens()));
        DnsClient dns = ending.add("dns", DnsClient.open(settings.dns()));
        DnsFacts dnsFacts = new DnsFacts(dns, settings.dns(), clock);
        // Not now: it would cost a tenth of the time to start.
        housekeeping.schedule(dnsFacts::test, 1, TimeUnit.SECONDS);
        KeyChores keys = ending.add("domain keys", KeyChores.start(folder, dns, () -> domains(store), clock));
        RecordSource records =
                new RecordSource(config, tls::certificates, store.queue().routes(), keys.keys(), clock);
        MessageSigner signer = new MessageSigner(keys.keys(), clock);
        return new Ground(store, tls, housekeeping, logins, dns, dnsFacts, keys, records, signer);
    }

    Outgoing outgoing(Ground ground) {
        RelayTls tls = ending.add(
                "tls to others",
                RelayTls.start(new RelayTls.Foundation(
                        ground.store(),
                        ground.dns(),
                        ground.housekeeping(),
                        clock,
                        config.hostname(),
                        ground.signer(),
                        config.relay().tlsReports())));
        DmarcReports reports = ending.add(
                "reports",
                DmarcReports.start(new DmarcReports.Foundation(
                        ground.store(),
                        ground.dns(),
                        ground.signer()::signGenerated,
                        ground.housekeeping(),
                        clock,
                        config.hostname(),
                        config.reports().dmarc(),
                        config.reports().keep())));
        OwnHost ourselves = new OwnHost(
                config.hostname(), config.listeners("smtp"), config.relay().port(), clock);
        SmtpRelay relay = SmtpRelay.start(
                settings.relay(),
                settings.queue(),
                new SmtpRelay.Foundation(
                        ground.store(),
                        ground.dns(),
                        ourselves,
                        tls.policies(),
                        new SenderReports(ground.store(), config.hostname(), ground.signer(), clock),
                        clock));
        ending.add("relay", () -> relay.close(GRACE));
        return new Outgoing(tls, reports, relay);
    }

    /** Fails: if an address cannot be had. */
    Servers servers(Ground ground, Outgoing outgoing) throws IOException {
        Transport transport = ending.add("transport", new MinaTransport());
        ReportIntake intake =
                ending.add("report intake", new ReportIntake(ground.store(), ReportLimits.STANDARD, clock));
        ServerGroup group = ending.add("servers", new ServerGroup());
        TlsContexts tls = ground.tls();
        SmtpServer smtp = SmtpServer.start(
                settings.smtp(),
                config.listeners("smtp"),
                settings.limits(),
                new SmtpServer.Foundation(
                        ground.store(),
                        ground.logins(),
                        tls::newServerEngine,
                        transport,
                        ground.dns(),
                        ground.signer(),
                        outgoing.reports().watcher(),
                        intake,
                        clock));
        group.add(() -> smtp.close(GRACE));
        ImapServer imap = ImapServer.start(
                settings.imap(),
                config.listeners("imap"),
                settings.limits(),
                new ImapServer.Foundation(ground.store(), ground.logins(), tls::newServerEngine, transport, clock));
        group.add(() -> imap.close(GRACE));
        Pop3Server pop3 = Pop3Server.start(
                settings.pop3(), ground.store(), ground.logins(), tls::newServerEngine, transport, clock);
        group.add(pop3);
        ChallengeBoard challenges = new ChallengeBoard(tls.challenges());
        PublicSite site = PublicSite.start(
                config,
                new PublicSite.Foundation(
                        ground.store().directory()::isLocalDomain,
                        ground.records()::servedPolicy,
                        tls,
                        challenges,
                        transport,
                        clock));
        group.add(site);
        return new Servers(smtp, imap, pop3, site, challenges);
    }

    /** What administrators' actions work on. */
    AdminContext administration(Ground ground, Outgoing outgoing, Servers servers) {
        MailStore store = ground.store();
        Map<String, SessionRegistry> sessions = servers.sessions();
        UserTraces traces =
                ending.add("traces", new UserTraces(folder.traces(), sessions.values(), ground.housekeeping(), clock));
        CertificateKeeper keeper = ending.add(
                "certificates",
                CertificateKeeper.start(
                        new CertificateKeeper.Foundation(
                                config,
                                folder,
                                store,
                                ground::domains,
                                ground.dns(),
                                ground.tls(),
                                servers.challenges(),
                                clock),
                        ground.housekeeping()));
        ServerFacts facts = new ServerFacts(
                config,
                ground.tls(),
                ground.dnsFacts(),
                new TlsRelayFacts(outgoing.tls()),
                new ReportFacts(outgoing.reports(), ground.dns(), config.hostname()),
                sessions,
                new SiteFacts(servers.site(), ground.tls(), config.hostname()),
                outgoing.relay(),
                traces,
                clock,
                ending);
        Doctor doctor = new Doctor(
                new Premises(config, folder, store, ground.records(), ground::dns, Optional.of(facts), clock));
        dailyRound(ground, doctor);
        return new AdminContext(
                store,
                ClientSettings.of(config),
                new PasswordHasher(new SecureRandom()),
                ground.keys().keys(),
                ground.records(),
                Optional.of(facts),
                new CertificateDesk(
                        config,
                        folder,
                        clock,
                        ground::domains,
                        Optional.of(new CertificateDesk.Serving(keeper, ground.tls()))),
                doctor);
    }

    private void dailyRound(Ground ground, Doctor doctor) {
        if (config.doctor().daily()) {
            PostmasterNotice notice =
                    new PostmasterNotice(ground.store(), config.hostname(), ground.signer()::signGenerated, clock);
            ending.add("daily round", new DailyRound(doctor, notice, folder.doctorFile(), clock, new SecureRandom()))
                    .start();
        }
    }

    private TlsContexts openTls() {
        try {
            return TlsContexts.open(settings.tls(), clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TlsContexts join(CompletableFuture<TlsContexts> certificates) {
        try {
            return certificates.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException unusable ? unusable : e;
        }
    }

    private ScheduledExecutorService housekeeping() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        ending.add("housekeeping", scheduler::shutdownNow);
        return scheduler;
    }
}
