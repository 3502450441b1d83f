package org.posthaste.common.sasl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts wrong passwords per address and per account, and says how slow an answer has to be and who is kept out for a
 * while.
 *
 * <p>A place (address and account together) from which the owner logged in lately is <em>familiar</em>: it has a count
 * of its own, and neither what others behind the same address do nor what strangers do to the account keeps it out.
 * Loopback addresses are not counted as an address, since a webmail or tunnel on this host speaks for everybody. Names
 * of accounts that do not exist count like others. Thread-safe; tables are bounded.
 */
final class LoginGuard {
    private static final int TABLE_SIZE = 100_000;
    private static final int LONGEST_LOCK_FACTOR = 8;

    private final AuthSettings settings;
    private final Clock clock;
    private final Cache<String, Failures> addresses;
    private final Cache<String, Failures> accounts;
    private final Cache<String, Failures> familiarPlaces;

    LoginGuard(AuthSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        Duration memory = settings.window().plus(settings.lock().multipliedBy(LONGEST_LOCK_FACTOR));
        this.addresses = table().expireAfterAccess(memory).build();
        this.accounts = table().expireAfterAccess(memory).build();
        this.familiarPlaces = table().expireAfterWrite(settings.familiarFor()).build();
    }

    private Caffeine<Object, Object> table() {
        return Caffeine.newBuilder()
                .maximumSize(TABLE_SIZE)
                .executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    /** How long this login is kept out without being checked; empty if it may be tried. */
    Optional<Duration> refusal(InetAddress peer, String account) {
        Failures familiar = familiarPlaces.getIfPresent(place(peer, account));
        long left = familiar != null
                ? familiar.lockedFor()
                : Math.max(lockedFor(accounts, account), lockedFor(addresses, address(peer)));
        return left > 0 ? Optional.of(Duration.ofMillis(left)) : Optional.empty();
    }

    /**
     * How long the answer to a right password takes at least: as long as to a wrong one, so that quick guessers learn
     * nothing by hanging up.
     */
    Duration delay(InetAddress peer, String account) {
        Failures familiar = familiarPlaces.getIfPresent(place(peer, account));
        return delay(
                familiar != null
                        ? familiar.count()
                        : Math.max(count(accounts, account), count(addresses, address(peer))));
    }

    /** Counts a wrong password that was not tried here before; {@link #delay} grows. */
    void failed(InetAddress peer, String account) {
        Failures familiar = familiarPlaces.getIfPresent(place(peer, account));
        if (familiar != null) {
            familiar.add(peer.isLoopbackAddress() ? settings.failuresPerAccount() : settings.failuresPerAddress());
            return;
        }
        accounts.get(account, key -> new Failures()).add(settings.failuresPerAccount());
        if (!peer.isLoopbackAddress()) {
            addresses.get(address(peer), key -> new Failures()).add(settings.failuresPerAddress());
        }
    }

    /**
     * Notes that the owner is at this place. The counts of address and account stay: whoever owns one account could
     * otherwise wipe them between guesses at another.
     */
    void succeeded(InetAddress peer, String account) {
        familiarPlaces.put(place(peer, account), new Failures());
    }

    private Duration delay(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration grown = settings.firstDelay().multipliedBy(1L << Math.min(failures - 1, 20));
        return grown.compareTo(settings.longestDelay()) < 0 ? grown : settings.longestDelay();
    }

    private static long lockedFor(Cache<String, Failures> table, String key) {
        Failures failures = table.getIfPresent(key);
        return failures == null ? 0 : failures.lockedFor();
    }

    private static int count(Cache<String, Failures> table, String key) {
        Failures failures = table.getIfPresent(key);
        return failures == null ? 0 : failures.count();
    }

    private static String place(InetAddress peer, String account) {
        return address(peer) + " " + account;
    }

    /** An IPv6 client owns its whole /64, so that is what counts. */
    private static String address(InetAddress peer) {
        byte[] octets = peer.getAddress();
        return peer instanceof Inet6Address && !peer.isLoopbackAddress()
                ? HexFormat.of().formatHex(Arrays.copyOf(octets, 8))
                : peer.getHostAddress();
    }

    /** The wrong passwords of somebody. */
    private final class Failures {
        private int count;
        private int locks;
        private long windowEnd;
        private long lockedUntil;

        synchronized int count() {
            return clock.millis() < windowEnd ? count : 0;
        }

        synchronized long lockedFor() {
            return lockedUntil - clock.millis();
        }

        synchronized void add(int limit) {
            long now = clock.millis();
            if (now >= windowEnd) {
                count = 0;
                windowEnd = now + settings.window().toMillis();
            }
            count++;
            if (count >= limit) {
                lockedUntil =
                        now + settings.lock().toMillis() * Math.min(LONGEST_LOCK_FACTOR, 1L << Math.min(locks, 8));
                locks++;
                // Half of the attempts are left after a lock, and the delays stay long.
                count = limit / 2;
                windowEnd = lockedUntil + settings.window().toMillis();
            }
        }
    }
}
