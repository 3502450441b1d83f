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
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.Transport;
import org.posthaste.common.net.mina.MinaTransport;
import org.posthaste.common.sasl.GuardedAuthenticator;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.common.tls.CertificateInfo;
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
 * The whole: one store, three servers over it, the public pages, and what they share. Thread-safe.
 *
 * @param admin what administrators' actions work on
 * @param certificates those in use at the start, the default first
 * @param site the public pages
 */
public record MailSuite(AdminContext admin, List<CertificateInfo> certificates, PublicSite site) {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration CERTIFICATE_CHECK = Duration.ofMinutes(1);

    /**
     * Starts everything.
     *
     * @param ending gets every part that must be closed, also when a later one cannot be started
     * @throws UncheckedIOException if an address cannot be had or a certificate cannot be used
     */
    public static MailSuite start(SuiteConfig config, DataFolder folder, ShutdownSequence ending) {
        Clock clock = Clock.system(ZoneId.systemDefault());
        ServerSettings settings = new ServerSettings(config, folder);
        try {
            // The two slowest parts of a start know nothing of each other.
            CompletableFuture<TlsContexts> certificates = CompletableFuture.supplyAsync(() -> openTls(settings, clock));
            MailStore store = ending.add("store", JdbcMailStore.open(settings.store(clock)));
            TlsContexts tls = join(certificates);
            ScheduledExecutorService housekeeping = housekeeping(ending);
            tls.watch(housekeeping, CERTIFICATE_CHECK, () -> domains(store));
            GuardedAuthenticator logins = ending.add(
                    "logins", new GuardedAuthenticator(store.directory(), clock, settings.logins(), settings.tokens()));
            DnsClient dns = ending.add("dns", DnsClient.open(settings.dns()));
            KeyChores chores = ending.add("domain keys", KeyChores.start(folder, dns, () -> domains(store), clock));
            RecordSource records =
                    new RecordSource(config, tls::certificates, store.queue().routes(), chores.keys(), clock);
            MessageSigner signer = new MessageSigner(chores.keys(), clock);
            DnsFacts dnsFacts = new DnsFacts(dns, settings.dns(), clock);
            // Not now: it would cost a tenth of the time to start.
            housekeeping.schedule(dnsFacts::test, 1, TimeUnit.SECONDS);
            RelayTls relayTls = ending.add(
                    "tls to others",
                    RelayTls.start(new RelayTls.Foundation(
                            store,
                            dns,
                            housekeeping,
                            clock,
                            config.hostname(),
                            signer,
                            config.relay().tlsReports())));
            DmarcReports reports = ending.add(
                    "reports",
                    DmarcReports.start(new DmarcReports.Foundation(
                            store,
                            dns,
                            signer::signGenerated,
                            housekeeping,
                            clock,
                            config.hostname(),
                            config.reports().dmarc(),
                            config.reports().keep())));
            SmtpRelay relay = relay(config, settings, store, dns, relayTls, signer, clock);
            ending.add("relay", () -> relay.close(GRACE));
            Transport transport = ending.add("transport", new MinaTransport());
            ReportIntake reportIntake =
                    ending.add("report intake", new ReportIntake(store, ReportLimits.STANDARD, clock));
            ServerGroup servers = ending.add("servers", new ServerGroup());

            SmtpServer smtp = SmtpServer.start(
                    settings.smtp(),
                    config.listeners("smtp"),
                    settings.limits(),
                    new SmtpServer.Foundation(
                            store,
                            logins,
                            tls::newServerEngine,
                            transport,
                            dns,
                            signer,
                            reports.watcher(),
                            reportIntake,
                            clock));
            servers.add(() -> smtp.close(GRACE));
            ImapServer imap = ImapServer.start(
                    settings.imap(),
                    config.listeners("imap"),
                    settings.limits(),
                    new ImapServer.Foundation(store, logins, tls::newServerEngine, transport, clock));
            servers.add(() -> imap.close(GRACE));
            Pop3Server pop3 = Pop3Server.start(settings.pop3(), store, logins, tls::newServerEngine, transport, clock);
            servers.add(pop3);
            ChallengeBoard challenges = new ChallengeBoard(tls.challenges());
            PublicSite site = PublicSite.start(
                    config,
                    new PublicSite.Foundation(
                            store.directory()::isLocalDomain,
                            records::servedPolicy,
                            tls,
                            challenges,
                            transport,
                            clock));
            servers.add(site);

            Map<String, SessionRegistry> sessions = new LinkedHashMap<>();
            sessions.put("smtp", smtp.sessions());
            sessions.put("imap", imap.sessions());
            sessions.put("pop3", pop3.sessions());
            site.sessions().ifPresent(registry -> sessions.put("web", registry));
            UserTraces traces =
                    ending.add("traces", new UserTraces(folder.traces(), sessions.values(), housekeeping, clock));
            CertificateKeeper certificateKeeper = ending.add(
                    "certificates",
                    CertificateKeeper.start(
                            new CertificateKeeper.Foundation(
                                    config, folder, store, () -> domains(store), dns, tls, challenges, clock),
                            housekeeping));
            ServerFacts facts = new ServerFacts(
                    config,
                    tls,
                    dnsFacts,
                    new TlsRelayFacts(relayTls),
                    new ReportFacts(reports, dns, config.hostname()),
                    sessions,
                    new SiteFacts(site, tls, config.hostname()),
                    relay,
                    traces,
                    clock,
                    ending);
            Doctor doctor =
                    new Doctor(new Premises(config, folder, store, records, () -> dns, Optional.of(facts), clock));
            dailyRound(config, folder, doctor, store, signer, clock, ending);
            AdminContext admin = new AdminContext(
                    store,
                    ClientSettings.of(config),
                    new PasswordHasher(new SecureRandom()),
                    chores.keys(),
                    records,
                    Optional.of(facts),
                    new CertificateDesk(
                            config,
                            folder,
                            clock,
                            () -> domains(store),
                            Optional.of(new CertificateDesk.Serving(certificateKeeper, tls))),
                    doctor);
            return new MailSuite(admin, tls.certificates(), site);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void dailyRound(
            SuiteConfig config,
            DataFolder folder,
            Doctor doctor,
            MailStore store,
            MessageSigner signer,
            Clock clock,
            ShutdownSequence ending) {
        PostmasterNotice notice = new PostmasterNotice(store, config.hostname(), signer::signGenerated, clock);
        if (config.doctor().daily()) {
            ending.add("daily round", new DailyRound(doctor, notice, folder.doctorFile(), clock, new SecureRandom()))
                    .start();
        }
    }

    private static SmtpRelay relay(
            SuiteConfig config,
            ServerSettings settings,
            MailStore store,
            DnsResolver dns,
            RelayTls tls,
            MessageSigner signer,
            Clock clock) {
        return SmtpRelay.start(
                settings.relay(),
                settings.queue(),
                new SmtpRelay.Foundation(
                        store,
                        dns,
                        new OwnHost(
                                config.hostname(),
                                config.listeners("smtp"),
                                config.relay().port(),
                                clock),
                        tls.policies(),
                        new SenderReports(store, config.hostname(), signer, clock),
                        clock));
    }

    /** The names of the domains whose mail is received. */
    static List<String> domains(MailStore store) {
        return store.directory().domains().stream().map(Directory.Domain::name).toList();
    }

    private static TlsContexts openTls(ServerSettings settings, Clock clock) {
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

    private static ScheduledExecutorService housekeeping(ShutdownSequence ending) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        ending.add("housekeeping", scheduler::shutdownNow);
        return scheduler;
    }
}
