package org.posthaste.smtp.sign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.posthaste.smtp.sign.DomainKey.State;
import org.posthaste.smtp.sign.KeyFolder.Held;
import org.posthaste.smtp.verify.dkim.SigningKey;
import org.posthaste.smtp.verify.dkim.SigningKey.Algorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys our domains sign their mail with (RFC 6376): of each domain one for RSA and one for Ed25519 (RFC 8463 §3), each with its successor while keys are changed. A domain's first keys sign at once.
 * The next ones wait until they are published; the ones before stay published for {@link DomainKey#OVERLAP}.
 *
 * <p>Thread-safe. Keys that were read stay in memory; everything that makes or changes keys blocks, for some tenths of a second if one for RSA is made. Domains are A-labels in lower case.
 *
 * <p>Fails: {@link UncheckedIOException} if a list of keys cannot be read or written; it is never written anew over one that cannot be read.
 */
public final class DomainKeys {
    private static final Logger LOG = LoggerFactory.getLogger(DomainKeys.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");

    /** When keys that could not be read are looked at again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Path folder;
    private final Clock clock;
    private final Executor background;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * What was read of a domain.
     *
     * @param signing those that sign, RSA first
     * @param until when it is read again
     */
    private record Known(List<Held> keys, List<SigningKey> signing, Instant until) {
        static Known of(List<Held> keys, Instant now) {
            List<SigningKey> signing = new ArrayList<>();
            for (Algorithm algorithm : Algorithm.values()) {
                for (Held held : keys) {
                    DomainKey key = held.key();
                    if (key.algorithm() == algorithm && key.state() == State.SIGNING) {
                        held.secret()
                                .ifPresent(secret ->
                                        signing.add(new SigningKey(key.domain(), key.selector(), algorithm, secret)));
                    }
                }
            }
            boolean complete = keys.stream().allMatch(held -> held.secret().isPresent());
            return new Known(List.copyOf(keys), List.copyOf(signing), complete ? Instant.MAX : now.plus(AGAIN));
        }
    }

    private DomainKeys(Path folder, Clock clock, Executor background) {
        this.folder = folder;
        this.clock = clock;
        this.background = background;
    }

    /** The keys in a folder, which is made when the first key is. What {@link #prepare} makes is made at once. */
    public static DomainKeys open(Path folder, Clock clock) {
        return open(folder, clock, Runnable::run);
    }

    /**
     * The same.
     *
     * @param clock its zone says on which day a key is made
     * @param background makes keys that nobody waits for
     */
    public static DomainKeys open(Path folder, Clock clock, Executor background) {
        return new DomainKeys(folder, clock, background);
    }

    /** Where the keys of a domain lie. */
    public Path folder(String domain) {
        return folder.resolve(domain);
    }

    /** All keys of a domain, the oldest first; none if it has none. */
    public List<DomainKey> keys(String domain) {
        return known(domain).keys().stream().map(Held::key).toList();
    }

    /** What the domain's mail is signed with now, RSA first; empty if it has no keys. */
    public List<SigningKey> signing(String domain) {
        return known(domain).signing();
    }

    private Known known(String domain) {
        Known found = known.get(domain);
        return found != null && clock.instant().isBefore(found.until()) ? found : read(domain);
    }

    private synchronized Known read(String domain) {
        KeyFolder files = files(domain);
        Instant now = clock.instant();
        if (!files.exists()) {
            // Not kept: anybody's domain may be asked for.
            return Known.of(List.of(), now);
        }
        try {
            Known read = Known.of(files.read(), now);
            known.put(domain, read);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KeyFolder files(String domain) {
        return new KeyFolder(domain, folder(domain));
    }

    /** Has a domain's first keys made if it has none, soon and by somebody else. */
    public void prepare(String domain) {
        background.execute(() -> {
            try {
                create(domain);
            } catch (RuntimeException e) {
                LOG.error("no keys for {} could be made; they are tried again later", domain, e);
            }
        });
    }

    /** Makes the keys a domain lacks to sign with both algorithms, and returns all. */
    public synchronized List<DomainKey> create(String domain) {
        return make(domain, State.SIGNING);
    }

    /** Begins to change keys: makes those that will take over, unless such wait already, and returns all. A domain without keys gets its first. */
    public synchronized List<DomainKey> rotate(String domain) {
        create(domain);
        return make(domain, State.WAITING);
    }

    private List<DomainKey> make(String domain, State state) {
        List<Held> keys = new ArrayList<>(read(domain).keys());
        KeyFolder files = files(domain);
        Instant now = clock.instant();
        List<Algorithm> missing = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            if (keys.stream().map(Held::key).noneMatch(key -> key.algorithm() == algorithm && key.state() == state)) {
                missing.add(algorithm);
            }
        }
        if (missing.isEmpty()) {
            return keys(domain);
        }
        try {
            String selector = selector(files, now);
            for (Algorithm algorithm : missing) {
                Held made = files.make(named(selector, algorithm), algorithm, state, now);
                keys.add(made);
                LOG.info(
                        "key made for {}: {} in {}",
                        domain,
                        made.key().selector(),
                        made.key().file());
            }
            keep(files, domain, keys);
            return keys(domain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The day, with a number from the second on; the letter of the algorithm goes between. */
    private String selector(KeyFolder files, Instant now) {
        String day = DAY.format(LocalDate.ofInstant(now, clock.getZone()));
        for (int number = 1; ; number++) {
            String selector = number == 1 ? day : day + "-" + number;
            boolean free = true;
            for (Algorithm algorithm : Algorithm.values()) {
                free &= !files.taken(named(selector, algorithm));
            }
            if (free) {
                return selector;
            }
        }
    }

    private static String named(String selector, Algorithm algorithm) {
        return selector + (algorithm == Algorithm.RSA_SHA256 ? "r" : "e");
    }

    private void keep(KeyFolder files, String domain, List<Held> keys) throws IOException {
        files.write(keys);
        known.put(domain, Known.of(keys, clock.instant()));
    }

    /** Lets waiting keys sign from now on, each in the place of the one of its algorithm, which retires; returns those that took over. */
    public synchronized List<DomainKey> activate(String domain, Collection<String> selectors) {
        Instant now = clock.instant();
        List<Held> keys = new ArrayList<>(read(domain).keys());
        List<DomainKey> active = new ArrayList<>();
        for (Held next : List.copyOf(keys)) {
            DomainKey key = next.key();
            if (key.state() == State.WAITING && selectors.contains(key.selector())) {
                keys.replaceAll(held ->
                        held.key().algorithm() == key.algorithm() && held.key().state() == State.SIGNING
                                ? held.in(State.RETIRED, now)
                                : held);
                keys.replaceAll(held -> held.equals(next) ? held.in(State.SIGNING, now) : held);
                active.add(next.in(State.SIGNING, now).key());
            }
        }
        if (!active.isEmpty()) {
            keepChanged(domain, keys);
            active.forEach(key -> LOG.info("mail of {} is signed with {} from now on", domain, key.selector()));
        }
        return active;
    }

    /** Deletes private keys that retired {@link DomainKey#KEPT} ago. */
    public synchronized void sweep(String domain) {
        Instant now = clock.instant();
        List<Held> keys = read(domain).keys();
        List<Held> old = keys.stream()
                .filter(held -> held.key().state() == State.RETIRED
                        && !now.isBefore(held.key().changed().plus(DomainKey.KEPT)))
                .toList();
        if (old.isEmpty()) {
            return;
        }
        try {
            for (Held held : old) {
                files(domain).delete(held.key());
                LOG.info("retired key of {} deleted: {}", domain, held.key().selector());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keepChanged(domain, keys.stream().filter(held -> !old.contains(held)).toList());
    }

    private void keepChanged(String domain, List<Held> keys) {
        try {
            keep(files(domain), domain, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
