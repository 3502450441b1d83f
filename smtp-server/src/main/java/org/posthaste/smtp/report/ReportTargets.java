package org.posthaste.smtp.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.dmarc.DmarcRecord;
import org.posthaste.smtp.verify.dmarc.DmarcVerifier;
import org.posthaste.smtp.verify.dmarc.ReportUri;

/** Where a domain wants its DMARC reports, and may have them sent (RFC 9990 §3.4, RFC 9990 §4). Thread-safe; never waits. */
final class ReportTargets {
    /** Addresses that get a report. */
    private static final int MOST = 5;

    private static final int LONGEST_NAME = 253;

    private final DnsResolver dns;
    private final DmarcVerifier verifier = new DmarcVerifier();

    ReportTargets(DnsResolver dns) {
        this.dns = dns;
    }

    /**
     * What was found.
     *
     * @param addresses that want the report; may be none
     * @param refused why others do not get it, in words
     * @param failure why nobody knows now
     */
    record Found(List<MailAddress> addresses, List<String> refused, Optional<String> failure) {
        Found {
            addresses = List.copyOf(addresses);
            refused = List.copyOf(refused);
        }

        private static Found failed(String why) {
            return new Found(List.of(), List.of(), Optional.of(why));
        }
    }

    /** Asks for the addresses that the record at a domain names. */
    CompletionStage<Found> of(String domain) {
        return dns.txt("_dmarc." + domain).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                return CompletableFuture.completedFuture(Found.failed(failure.reason()));
            }
            List<DmarcRecord> records = records(domain, answer);
            Set<MailAddress> wanted = new LinkedHashSet<>();
            if (records.size() == 1) {
                records.get(0).aggregateReports().forEach(uri -> uri.mailbox().ifPresent(wanted::add));
            }
            CompletionStage<Found> found =
                    CompletableFuture.completedFuture(new Found(List.of(), List.of(), Optional.empty()));
            for (MailAddress address : wanted.stream().limit(MOST).toList()) {
                found = found.thenCompose(before -> allowed(domain, address).thenApply(next -> joined(before, next)));
            }
            return found;
        });
    }

    private static List<DmarcRecord> records(String domain, DnsAnswer<String> answer) {
        return answer.records().stream()
                .flatMap(text -> DmarcRecord.parse(domain, text).stream())
                .toList();
    }

    private static Found joined(Found one, Found other) {
        Set<MailAddress> addresses = new LinkedHashSet<>(one.addresses);
        addresses.addAll(other.addresses);
        List<String> refused = new ArrayList<>(one.refused);
        refused.addAll(other.refused);
        return new Found(
                addresses.stream().limit(MOST).toList(),
                refused,
                one.failure.isPresent() ? one.failure : other.failure);
    }

    private CompletionStage<Found> allowed(String domain, MailAddress address) {
        String destination = address.domain();
        if (destination.equals(domain)) {
            return CompletableFuture.completedFuture(new Found(List.of(address), List.of(), Optional.empty()));
        }
        return verifier.organization(domain, dns)
                .thenCombine(
                        verifier.organization(destination, dns),
                        (ours, theirs) -> ours.isPresent() && ours.equals(theirs))
                .thenCompose(same -> same
                        ? CompletableFuture.completedFuture(new Found(List.of(address), List.of(), Optional.empty()))
                        : confirmed(domain, address));
    }

    /** The destination says that it wants the reports, perhaps at another of its addresses (RFC 9990 §4). */
    private CompletionStage<Found> confirmed(String domain, MailAddress address) {
        String name = domain + "._report._dmarc." + address.domain();
        if (name.length() > LONGEST_NAME) {
            return CompletableFuture.completedFuture(refused(address));
        }
        return dns.txt(name).thenApply(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                return Found.failed(failure.reason());
            }
            List<DmarcRecord> records = records(address.domain(), answer);
            if (records.isEmpty()) {
                return refused(address);
            }
            List<MailAddress> instead = records.stream()
                    .flatMap(record -> record.aggregateReports().stream())
                    .map(ReportUri::mailbox)
                    .flatMap(Optional::stream)
                    .toList();
            if (instead.isEmpty()) {
                return new Found(List.of(address), List.of(), Optional.empty());
            }
            boolean elsewhere =
                    instead.stream().anyMatch(other -> !other.domain().equals(address.domain()));
            return elsewhere ? refused(address) : new Found(instead, List.of(), Optional.empty());
        });
    }

    private static Found refused(MailAddress address) {
        return new Found(List.of(), List.of(address.domain() + " does not say that it wants them"), Optional.empty());
    }
}
