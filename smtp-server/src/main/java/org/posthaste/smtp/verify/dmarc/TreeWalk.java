package org.posthaste.smtp.verify.dmarc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.PublicSuffix;

/**
 * The DNS tree walk (RFC 9989 §4.10): asks a domain and those above it for policy records, eight questions at most,
 * however long the name. Records are kept read by their text. Thread-safe; never waits.
 */
final class TreeWalk {
    /** From this many labels on, the walk continues at the one with this many less one. */
    private static final int SHORTCUT = 8;

    private static final int KEPT = 1000;

    private record Key(String domain, String text) {}

    private final Cache<Key, Optional<DmarcRecord>> read =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /**
     * What a walk found.
     *
     * @param start where it began
     * @param records the policy records, the longest name first
     * @param failure why it could not be finished, if so
     */
    record Findings(String start, List<DmarcRecord> records, Optional<String> failure) {
        /** The organizational domain of the start (RFC 9989 §4.10.2). */
        String organizationalDomain() {
            for (DmarcRecord record : records) {
                if (record.publicSuffix() == PublicSuffix.NO) {
                    return record.domain();
                }
                if (record.publicSuffix() == PublicSuffix.YES
                        && !record.domain().equals(start)) {
                    return oneLabelBelow(record.domain());
                }
            }
            return records.isEmpty() ? start : records.get(records.size() - 1).domain();
        }

        /** The record that applies to the start (RFC 9989 §4.10.1): its own, its organization's, its public suffix's. */
        Optional<DmarcRecord> policyRecord() {
            return at(start).or(() -> at(organizationalDomain())).or(() -> records.stream()
                    .filter(record -> record.publicSuffix() == PublicSuffix.YES)
                    .findFirst());
        }

        private Optional<DmarcRecord> at(String domain) {
            return records.stream()
                    .filter(record -> record.domain().equals(domain))
                    .findFirst();
        }

        private String oneLabelBelow(String suffix) {
            String rest = start.substring(0, start.length() - suffix.length() - 1);
            return rest.substring(rest.lastIndexOf('.') + 1) + "." + suffix;
        }
    }

    /** Walks up from a domain, A-labels in lower case. */
    CompletionStage<Findings> from(String domain, DnsResolver dns) {
        return step(domain, domain, new ArrayList<>(), dns);
    }

    private CompletionStage<Findings> step(String start, String target, List<DmarcRecord> found, DnsResolver dns) {
        return dns.txt("_dmarc." + target).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                String reason = "_dmarc." + target + ": " + failure.reason();
                return CompletableFuture.completedFuture(new Findings(start, found, Optional.of(reason)));
            }
            Optional<DmarcRecord> record = only(target, answer.records());
            record.ifPresent(found::add);
            Optional<String> next = parent(target);
            if (next.isEmpty() || record.isPresent() && record.get().publicSuffix() != PublicSuffix.UNKNOWN) {
                return CompletableFuture.completedFuture(new Findings(start, found, Optional.empty()));
            }
            return step(start, next.get(), found, dns);
        });
    }

    /** Of several records none counts (RFC 9989 §4.10, steps 2 and 6). */
    private Optional<DmarcRecord> only(String domain, List<String> texts) {
        List<String> records = texts.stream().filter(RecordReader::isRecord).toList();
        return records.size() == 1
                ? read.get(new Key(domain, records.get(0)), key -> DmarcRecord.parse(key.domain, key.text))
                : Optional.empty();
    }

    private static Optional<String> parent(String domain) {
        int labels = (int) domain.chars().filter(c -> c == '.').count() + 1;
        String rest = domain;
        for (int left = labels; left >= Math.min(labels, SHORTCUT); left--) {
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return Optional.empty();
            }
            rest = rest.substring(dot + 1);
        }
        return Optional.of(rest);
    }
}
