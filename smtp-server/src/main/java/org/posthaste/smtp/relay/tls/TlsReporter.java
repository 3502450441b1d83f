package org.posthaste.smtp.relay.tls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.ReportState.State;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.tls.ReportAddresses.Mail;
import org.posthaste.smtp.relay.tls.ReportAddresses.Post;
import org.posthaste.smtp.relay.tls.ReportAddresses.Target;
import org.posthaste.smtp.report.ReportSchedule;
import org.posthaste.smtp.sign.MessageSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the reports of TLS to whom wants them (RFC 8460 §5), each once: some hours after the end of the day, by a delay of its own for each domain, or when the server runs again. What is about to be sent is
 * written down before, so that a crash rather loses a report than sends it twice. Thread-safe; called by one thread.
 */
final class TlsReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporter.class);

    private static final int KEPT_DAYS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 20;

    private final MailStore store;
    private final DnsResolver dns;
    private final Supplier<HttpClient> https;
    private final Function<URI, URI> postAddress;
    private final Supplier<String> sender;
    private final MessageSigner signer;
    private final Clock clock;
    private final ReportSchedule schedule;

    /**
     * A reporter.
     *
     * @param https posts reports
     * @param sender the domain in whose name reports are sent; its postmaster is the contact
     * @param signer signs them (RFC 8460 §5.3)
     */
    TlsReporter(
            MailStore store,
            DnsResolver dns,
            Supplier<HttpClient> https,
            Supplier<String> sender,
            MessageSigner signer,
            Clock clock) {
        this(store, dns, https, address -> address, sender, signer, clock);
    }

    /** The same with other addresses to post to, for tests. */
    TlsReporter(
            MailStore store,
            DnsResolver dns,
            Supplier<HttpClient> https,
            Function<URI, URI> postAddress,
            Supplier<String> sender,
            MessageSigner signer,
            Clock clock) {
        this.store = store;
        this.dns = dns;
        this.https = https;
        this.postAddress = postAddress;
        this.sender = sender;
        this.signer = signer;
        this.clock = clock;
        this.schedule = new ReportSchedule(clock);
    }

    /** Begins to send what is due, some at a time; the stage completes when these are sent or put off. Blocks shortly. */
    CompletionStage<Void> sendDue() {
        long today = schedule.today();
        store.tlsRecords().forgetBefore(today - KEPT_DAYS);
        Map<String, ReportState> states = store.tlsRecords().reports(today - ReportSchedule.DAYS).stream()
                .collect(Collectors.toMap(state -> key(state.domain(), state.day()), state -> state));
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        for (long day = today - ReportSchedule.DAYS; day < today; day++) {
            for (String domain : store.tlsRecords().domains(day)) {
                Optional<ReportState> state = Optional.ofNullable(states.get(key(domain, day)));
                if (sending.size() < AT_ONCE && schedule.due(domain, day, state)) {
                    sending.add(
                            report(domain, day, state.map(ReportState::attempts).orElse(0))
                                    .toCompletableFuture());
                }
            }
        }
        return CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new));
    }

    private static String key(String domain, long day) {
        return day + " " + domain;
    }

    private CompletionStage<Void> report(String domain, long day, int attempts) {
        return dns.txt("_smtp._tls." + domain)
                .thenCompose(answer -> {
                    List<Target> targets = ReportAddresses.of(answer.records());
                    if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                        return later(domain, day, attempts + 1, failure.reason());
                    }
                    return targets.isEmpty()
                            ? keep(domain, day, State.UNWANTED, attempts, "")
                            : send(domain, day, attempts + 1, targets);
                })
                .handle((done, failure) -> {
                    if (failure != null) {
                        LOG.warn("a TLS report failed: to={}", domain, failure);
                    }
                    return true;
                })
                .thenAccept(done -> {});
    }

    private CompletionStage<Void> keep(String domain, long day, State state, int attempts, String note) {
        return store.tlsRecords().keep(schedule.state(domain, day, state, attempts, note));
    }

    private CompletionStage<Void> later(String domain, long day, int attempts, String why) {
        ReportState next = schedule.failed(domain, day, attempts, why);
        LOG.info(
                "TLS report: to={} day={} status={} reason={}",
                domain,
                day,
                next.state() == State.WAITING ? "later" : "failed",
                why);
        return store.tlsRecords().keep(next);
    }

    /** One address is enough (RFC 8460 §3); mail first, since it is queued for sure. */
    private CompletionStage<Void> send(String domain, long day, int attempts, List<Target> targets) {
        List<TlsTally> tallies = store.tlsRecords().tallies(domain, day, day);
        String from = sender.get();
        TlsReport report = new TlsReport(from, "postmaster@" + from, domain, day, tallies);
        Optional<Mail> mail = targets.stream()
                .filter(Mail.class::isInstance)
                .map(Mail.class::cast)
                .findFirst();
        Target target = mail.isPresent() ? mail.get() : targets.get(0);
        String where = target instanceof Mail to ? to.address().toString() : String.valueOf(((Post) target).address());
        return keep(domain, day, State.SENDING, attempts, where)
                .thenCompose(
                        kept -> target instanceof Mail to ? queue(report, to.address()) : post(report, (Post) target))
                .handle((done, failure) -> {
                    if (failure != null) {
                        return later(domain, day, attempts, reason(failure));
                    }
                    LOG.info("TLS report: to={} day={} status=sent peer={}", domain, day, where);
                    return keep(domain, day, State.SENT, attempts, where);
                })
                .thenCompose(kept -> kept);
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** Reports go out even if TLS fails, and are not reported on themselves (RFC 8460 §3). */
    private CompletionStage<Void> queue(TlsReport report, MailAddress to) {
        byte[] octets = signer.signGenerated(ReportMail.write(report, to, clock.instant()), report.sender());
        IncomingMessage message = store.incoming(octets.length);
        message.write(octets, 0, octets.length);
        message.finish();
        Outgoing outgoing = new Outgoing(
                "tlsrpt-" + report.id().split("@", 2)[0],
                "",
                MessageOptions.NONE.withTls(MessageOptions.Tls.NOT_REQUIRED).toMap(),
                0,
                0,
                List.of(new Outgoing.Recipient(to, Map.of())));
        return store.deliver(new Delivery(message, new byte[0], List.of(), List.of(), Optional.of(outgoing)))
                .thenAccept(receipt -> LOG.debug("report queued: to={}", to));
    }

    private CompletionStage<Void> post(TlsReport report, Post to) {
        HttpRequest request = HttpRequest.newBuilder(postAddress.apply(to.address()))
                .timeout(PATIENCE)
                .header("User-Agent", "Posthaste")
                .header("Content-Type", "application/tlsrpt+gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(report.gzip()))
                .build();
        CompletableFuture<HttpResponse<Void>> exchange =
                https.get().sendAsync(request, HttpResponse.BodyHandlers.discarding());
        return exchange.copy()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> exchange.cancel(true))
                .thenAccept(response -> {
                    if (response.statusCode() / 100 != 2) {
                        throw new CompletionException(new IOException("HTTP status " + response.statusCode()));
                    }
                });
    }
}
