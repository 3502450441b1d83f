package org.posthaste.smtp.sign;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.sign.DomainKey.State;
import org.posthaste.smtp.verify.dkim.DkimKeyRecord;
import org.posthaste.smtp.verify.dkim.InvalidSignatureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets waiting keys sign once their records are in the DNS (RFC 6376 §3.6): when they have been seen twice with some time between, so that secondary servers have them too. Thread-safe.
 */
public final class KeyRollover {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRollover.class);

    /** How long a record must be there. */
    public static final Duration SETTLING = Duration.ofMinutes(15);

    private final DomainKeys keys;
    private final DnsResolver dns;
    private final Executor work;
    private final Clock clock;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    /**
     * A rollover.
     *
     * @param work changes keys, which blocks
     */
    public KeyRollover(DomainKeys keys, DnsResolver dns, Executor work, Clock clock) {
        this.keys = keys;
        this.dns = dns;
        this.work = work;
        this.clock = clock;
    }

    /** Looks for the records of a domain's waiting keys; the stage completes when those that may sign do. */
    public CompletionStage<Void> check(String domain) {
        List<CompletableFuture<Void>> looks = new ArrayList<>();
        for (DomainKey key : keys.keys(domain)) {
            if (key.state() == State.WAITING) {
                looks.add(dns.txt(key.recordName())
                        .thenAcceptAsync(answer -> judge(key, answer.records()), work)
                        .exceptionally(problem -> {
                            LOG.error("the key {} goes on waiting", key.recordName(), problem);
                            return null;
                        })
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new));
    }

    private void judge(DomainKey key, List<String> records) {
        if (records.size() != 1 || !holds(records.get(0), key.publicKey())) {
            seen.remove(key.recordName());
            return;
        }
        Instant now = clock.instant();
        Instant first = seen.computeIfAbsent(key.recordName(), name -> now);
        if (!now.isBefore(first.plus(SETTLING))) {
            seen.remove(key.recordName());
            keys.activate(key.domain(), List.of(key.selector()));
        }
    }

    private static boolean holds(String record, String publicKey) {
        try {
            return DkimKeyRecord.parse(record).keyData().equals(publicKey);
        } catch (InvalidSignatureException e) {
            LOG.debug("not a key record: {}", e.reason());
            return false;
        }
    }
}
