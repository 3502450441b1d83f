package org.posthaste.app;

import java.net.InetAddress;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.ReportDesk;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.smtp.report.DmarcReports;
import org.posthaste.smtp.report.SourceAddress;
import org.posthaste.smtp.verify.iprev.Iprev;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the running server knows and does about reports. Thread-safe; blocks while the DNS is asked. */
final class ReportFacts implements ReportDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ReportFacts.class);
    private static final long NAMES_SECONDS = 10;
    private static final long SENDING_SECONDS = 120;

    private final DmarcReports reports;
    private final DnsResolver dns;
    private final String hostname;

    ReportFacts(DmarcReports reports, DnsResolver dns, String hostname) {
        this.reports = reports;
        this.dns = dns;
        this.hostname = hostname;
    }

    @Override
    public Map<String, String> hosts(Collection<String> addresses) {
        Map<String, CompletableFuture<IprevResult>> asked = new HashMap<>();
        for (String address : addresses) {
            SourceAddress.parse(address)
                    .ifPresent(parsed ->
                            asked.put(address, Iprev.check(parsed, dns).toCompletableFuture()));
        }
        settle(CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)));
        Map<String, String> names = new HashMap<>();
        asked.forEach((address, result) -> {
            if (result.isDone() && result.join().verdict() == IprevResult.Verdict.PASS) {
                result.join().name().ifPresent(name -> names.put(address, name));
            }
        });
        return names;
    }

    @Override
    public Set<String> ownAddresses() {
        Set<String> own = new TreeSet<>();
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (CompletionStage<Void> lookup : List.of(
                dns.addresses4(hostname).thenAccept(answer -> add(own, answer.records())),
                dns.addresses6(hostname).thenAccept(answer -> add(own, answer.records())))) {
            asked.add(lookup.toCompletableFuture());
        }
        settle(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)));
        synchronized (own) {
            return Set.copyOf(own);
        }
    }

    private static void add(Set<String> own, List<InetAddress> addresses) {
        synchronized (own) {
            addresses.forEach(address -> own.add(SourceAddress.text(address)));
        }
    }

    /** Waits a little; what is not known then is not named. */
    private static void settle(CompletableFuture<Void> all) {
        try {
            all.get(NAMES_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("not all names were found", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Sent> sendDue() {
        return settled(reports.sendDue()).stream().map(ReportFacts::sent).toList();
    }

    @Override
    public List<Sent> sendSoFar(String domain) {
        return List.of(sent(settled(reports.sendSoFar(domain))));
    }

    private static Sent sent(ReportState state) {
        return new Sent(
                state.domain(),
                LocalDate.ofEpochDay(state.day()).toString(),
                state.state().name().toLowerCase(Locale.ROOT),
                state.note());
    }

    private static <T> T settled(CompletionStage<T> work) {
        Optional<Throwable> failure;
        try {
            return work.toCompletableFuture().get(SENDING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = Optional.of(e);
        }
        throw new AdminRefusal(
                Reason.UNREACHABLE, "The reports could not be sent in time.", "posthaste status", failure.get());
    }
}
