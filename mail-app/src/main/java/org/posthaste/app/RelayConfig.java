package org.posthaste.app;

import java.util.List;
import java.util.OptionalInt;
import org.posthaste.common.net.AddressRange;
import org.posthaste.mailstore.Preferences.SendLimits;

/**
 * Sending to other hosts.
 *
 * @param connections in use at the same time, to all of them; five times as many may be open for some seconds, waiting for more mail
 * @param connectionsPerDestination in use at the same time, to one
 * @param trusted networks (CIDR) whose hosts may send to other hosts through port 25 without a login, such as printers
 * @param limits how much each user may send; what goes beyond is held
 * @param port where other hosts take mail: 25, but for tests
 * @param tlsReports tell other domains once a day how TLS with them went, if they ask for it (RFC 8460)
 */
public record RelayConfig(
        int connections,
        int connectionsPerDestination,
        List<String> trusted,
        Limits limits,
        int port,
        boolean tlsReports) {
    /** A network beyond our own that is wider than this would make an open relay. */
    private static final int WIDEST_IPV4 = 16;

    private static final int WIDEST_IPV6 = 32;

    public RelayConfig {
        if (connections < 1 || connectionsPerDestination < 1) {
            throw new IllegalArgumentException("relay: every limit must be at least 1");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("relay: port must be between 1 and 65535");
        }
        trusted = List.copyOf(trusted);
        for (String network : trusted) {
            refuseStrangers(network);
        }
    }

    static RelayConfig defaults() {
        return new RelayConfig(100, 20, List.of(), Limits.defaults(), 25, true);
    }

    private static void refuseStrangers(String network) {
        AddressRange range;
        try {
            range = AddressRange.parse(network);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("relay: trusted: " + e.getMessage(), e);
        }
        if (!range.isLocal() && range.prefix() < (range.isIpv6() ? WIDEST_IPV6 : WIDEST_IPV4)) {
            throw new IllegalArgumentException("relay: trusted: " + network
                    + " would let strangers send through this server; name the networks of your own hosts");
        }
    }

    /**
     * How much each user may send; every recipient counts, 0 is no limit.
     *
     * @param perHour recipients in any hour
     * @param perDay recipients in any 24 hours
     * @param newPerHour of them, those never written to before, in any hour
     * @param newPerDay the same in any 24 hours
     */
    public record Limits(int perHour, int perDay, int newPerHour, int newPerDay) {
        public Limits {
            if (perHour < 0 || perDay < 0 || newPerHour < 0 || newPerDay < 0) {
                throw new IllegalArgumentException("relay: limits: a limit is at least 0, which is none");
            }
        }

        static Limits defaults() {
            return new Limits(400, 1_000, 100, 200);
        }

        SendLimits sendLimits() {
            return new SendLimits(
                    OptionalInt.of(perHour),
                    OptionalInt.of(perDay),
                    OptionalInt.of(newPerHour),
                    OptionalInt.of(newPerDay));
        }
    }

    /** The networks that may send to other hosts. */
    List<AddressRange> trustedNetworks() {
        return trusted.stream().map(AddressRange::parse).toList();
    }

    /** Those among {@link #trusted} that are not loopback or private: whoever is there can send as anybody. */
    List<String> publicNetworks() {
        return trusted.stream()
                .filter(network -> !AddressRange.parse(network).isLocal())
                .toList();
    }
}
