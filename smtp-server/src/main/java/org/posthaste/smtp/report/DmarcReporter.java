package org.posthaste.smtp.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.dmarc.DmarcTally;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.ReportState.State;
import org.posthaste.smtp.queue.MessageOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends DMARC reports to whom wants them (RFC 9990 §3.5), each once. They have a null reverse-path, so that nothing comes back and no report can be answered by another. Thread-safe.
 */
final class DmarcReporter {
    private static final Logger LOG = LoggerFactory.getLogger(DmarcReporter.class);
    private static final int KEPT_DAYS = 10;
    private static final int AT_ONCE = 20;
    private static final int ROWS = 5_000;

    private final MailStore store;
    private final ReportTargets targets;
    private final Supplier<String> sender;
    private final DmarcReports.Signer signer;
    private final Clock clock;
    private final ReportSchedule schedule;

    /**
     * A reporter.
     *
     * @param sender the domain in whose name reports are sent; its postmaster is the contact
     */
    DmarcReporter(MailStore store, DnsResolver dns, Supplier<String> sender, DmarcReports.Signer signer, Clock clock) {
        this.store = store;
        this.targets = new ReportTargets(dns);
        this.sender = sender;
        this.signer = signer;
        this.clock = clock;
        this.schedule = new ReportSchedule(clock);
    }

    /**
     * Begins to send what is due, some at a time; the stage completes when these are sent or put off. Blocks shortly.
     *
     * @param now true: do not wait for the time of the domain, nor for the next attempt
     */
    CompletionStage<Void> sendDue(boolean now) {
        long today = schedule.today();
        store.dmarcRecords().forgetBefore(today - KEPT_DAYS);
        Map<String, ReportState> states = states();
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        for (long day = today - ReportSchedule.DAYS; day < today; day++) {
            for (String domain : store.dmarcRecords().domains(day)) {
                Optional<ReportState> state = Optional.ofNullable(states.get(key(domain, day)));
                boolean open = state.isEmpty() || state.get().state() == State.WAITING;
                if (sending.size() < AT_ONCE && (now && open || schedule.due(domain, day, state))) {
                    int attempts = state.map(ReportState::attempts).orElse(0);
                    sending.add(report(domain, day, attempts + 1).toCompletableFuture());
                }
            }
        }
        return CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new));
    }

    private Map<String, ReportState> states() {
        BinaryOperator<ReportState> last = (one, other) -> other;
        return store.dmarcRecords().reports(schedule.today() - ReportSchedule.DAYS).stream()
                .collect(Collectors.toMap(state -> key(state.domain(), state.day()), state -> state, last));
    }

    private static String key(String domain, long day) {
        return day + " " + domain;
    }

    private CompletionStage<Void> report(String domain, long day, int attempts) {
        return targets.of(domain)
                .thenCompose(found -> {
                    if (found.failure().isPresent()) {
                        return keep(schedule.failed(
                                domain, day, attempts, found.failure().get()));
                    }
                    List<MailAddress> to = reachable(found.addresses());
                    String where = where(to, found);
                    if (to.isEmpty()) {
                        return keep(schedule.state(domain, day, State.UNWANTED, attempts, where));
                    }
                    List<DmarcTally> tallies = store.dmarcRecords().tallies(domain, day, ROWS);
                    return keep(schedule.state(domain, day, State.SENDING, attempts, where))
                            .thenCompose(kept -> queue(whole(domain, day, tallies), to))
                            .thenCompose(queued -> keep(schedule.state(domain, day, State.SENT, attempts, where)));
                })
                .exceptionallyCompose(failure -> {
                    LOG.warn("a DMARC report failed: to={} day={}", domain, day, failure);
                    return keep(schedule.failed(domain, day, attempts, String.valueOf(failure.getMessage())));
                });
    }

    private CompletionStage<Void> keep(ReportState state) {
        LOG.info(
                "DMARC report: to={} day={} status={} peer={}",
                state.domain(),
                ReportSchedule.date(state.day()),
                state.state(),
                state.note());
        return store.dmarcRecords().keep(state);
    }

    /** Without those that bounced, and our own: whoever is told of us by us has it already. */
    private List<MailAddress> reachable(List<MailAddress> addresses) {
        return addresses.stream()
                .filter(address -> !store.directory().isLocalDomain(address.domain()))
                .filter(address -> store.queue().suppressions().find(address).isEmpty())
                .toList();
    }

    private static String where(List<MailAddress> to, ReportTargets.Found found) {
        List<String> words =
                new ArrayList<>(to.stream().map(MailAddress::toString).toList());
        words.addAll(found.refused());
        return words.isEmpty() ? "nobody there wants reports" : String.join(", ", words);
    }

    private DmarcReport whole(String domain, long day, List<DmarcTally> tallies) {
        Instant begins = Instant.ofEpochSecond(day * Duration.ofDays(1).toSeconds());
        return report(domain, begins, begins.plus(Duration.ofDays(1)).minusSeconds(1), tallies);
    }

    private DmarcReport report(String domain, Instant begins, Instant ends, List<DmarcTally> tallies) {
        String from = sender.get();
        return new DmarcReport(from, "postmaster@" + from, domain, begins, ends, tallies);
    }

    /**
     * Tells a domain of today so far, and forgets that, so that nothing is told twice.
     *
     * @return what became of it, in words; the report is queued, or there is none
     */
    CompletionStage<ReportState> sendSoFar(String domain) {
        long day = schedule.today();
        List<DmarcTally> tallies = store.dmarcRecords().tallies(domain, day, ROWS);
        if (tallies.isEmpty()) {
            return CompletableFuture.completedFuture(
                    schedule.state(domain, day, State.UNWANTED, 0, "no mail in its name came today"));
        }
        return targets.of(domain).thenCompose(found -> {
            List<MailAddress> to = reachable(found.addresses());
            if (found.failure().isPresent() || to.isEmpty()) {
                String why = found.failure().orElseGet(() -> where(to, found));
                return CompletableFuture.completedFuture(schedule.state(domain, day, State.FAILED, 0, why));
            }
            Instant begins = Instant.ofEpochSecond(day * Duration.ofDays(1).toSeconds());
            return store.dmarcRecords()
                    .forget(domain, day)
                    .thenCompose(gone -> queue(report(domain, begins, clock.instant(), tallies), to))
                    .thenApply(queued -> schedule.state(domain, day, State.SENT, 1, where(to, found)));
        });
    }

    private CompletionStage<Void> queue(DmarcReport report, List<MailAddress> to) {
        byte[] plain = report.message(to.stream().map(MailAddress::toString).toList(), clock.instant());
        byte[] octets = signer.sign(plain, report.sender());
        IncomingMessage message = store.incoming(octets.length);
        message.write(octets, 0, octets.length);
        message.finish();
        Outgoing outgoing = new Outgoing(
                "dmarc-" + report.id().split("@", 2)[0],
                "",
                MessageOptions.NONE.toMap(),
                0,
                0,
                to.stream()
                        .map(address -> new Outgoing.Recipient(address, Map.of()))
                        .toList());
        return store.deliver(new Delivery(message, new byte[0], List.of(), List.of(), Optional.of(outgoing)))
                .thenAccept(receipt -> LOG.debug("report queued: to={}", to));
    }
}
