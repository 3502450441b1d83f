package org.posthaste.common.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the DNS is asked. A value.
 *
 * @param servers resolvers (not authoritative servers), the best first; empty: those of the operating system
 * @param timeout until a question is given up
 * @param dnssec where the proof of answers comes from
 * @param trustAnchors file with the keys validation begins with, DS or DNSKEY records in zone file form; empty: the
 *     root's keys of 2017 and 2024
 * @param cacheRecords how many records are kept at most
 */
public record DnsSettings(
        List<InetSocketAddress> servers,
        Duration timeout,
        Dnssec dnssec,
        Optional<Path> trustAnchors,
        int cacheRecords) {
    private static final Pattern SERVER = Pattern.compile(
            "([0-9.]+)(?::(\\d{1,5}))?|\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?|([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)");

    /** Where the proof of answers comes from (RFC 4033 §7). */
    public enum Dnssec {
        /** We check the signatures ourselves; the resolver only has to hand them on. */
        VALIDATE,
        /** The resolver checks; it is believed (its AD bit, RFC 6840 §5.8) only if it runs on this host. */
        TRUST_RESOLVER,
        /** No answer is ever called secure. */
        OFF
    }

    public DnsSettings {
        servers = List.copyOf(servers);
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException("timeout must be between 100ms and 2m");
        }
        if (cacheRecords < 0) {
            throw new IllegalArgumentException("cacheRecords must not be negative");
        }
    }

    /** The system's resolvers, ten seconds, a resolver on this host is trusted, 100,000 records. */
    public static DnsSettings defaults() {
        return new DnsSettings(List.of(), Duration.ofSeconds(10), Dnssec.TRUST_RESOLVER, Optional.empty(), 100_000);
    }

    /** The same with other resolvers. */
    public DnsSettings withServers(List<InetSocketAddress> changed) {
        return new DnsSettings(changed, timeout, dnssec, trustAnchors, cacheRecords);
    }

    /** The same with another deadline. */
    public DnsSettings withTimeout(Duration changed) {
        return new DnsSettings(servers, changed, dnssec, trustAnchors, cacheRecords);
    }

    /** The same with another source of proof. */
    public DnsSettings withDnssec(Dnssec changed) {
        return new DnsSettings(servers, timeout, changed, trustAnchors, cacheRecords);
    }

    /** The same with other keys to begin with. */
    public DnsSettings withTrustAnchors(Path file) {
        return new DnsSettings(servers, timeout, dnssec, Optional.of(file), cacheRecords);
    }

    /**
     * A resolver as an administrator writes it: {@code 192.0.2.53}, {@code 127.0.0.1:5353}, {@code 2001:db8::53} or
     * {@code [::1]:5353}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static InetSocketAddress server(String text) {
        Matcher matcher = SERVER.matcher(text);
        if (matcher.matches()) {
            String host = first(matcher, 1, 3, 5);
            String port = first(matcher, 2, 4, 4);
            int number = port.isEmpty() ? 53 : Integer.parseInt(port);
            try {
                if (number > 0 && number <= 65_535) {
                    // Digits and colons only: nobody is asked.
                    return new InetSocketAddress(InetAddress.getByName(host), number);
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(complaint(text), e);
            }
        }
        throw new IllegalArgumentException(complaint(text));
    }

    private static String complaint(String text) {
        return "\"" + text + "\" is not the address of a resolver such as 192.0.2.53 or [::1]:5353";
    }

    private static String first(Matcher matcher, int... groups) {
        for (int group : groups) {
            String text = matcher.group(group);
            if (text != null) {
                return text;
            }
        }
        return "";
    }
}
