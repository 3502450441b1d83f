package org.posthaste.app;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.posthaste.common.net.AddressRange;

/** What this host knows of itself: its name and addresses. Name look-ups are cut off after two seconds, so a host without a network starts too. Thread-safe. */
public final class HostFacts {
    private static final long PATIENCE_SECONDS = 2;

    private static final List<AddressRange> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8",
                    "127.0.0.0/8",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "169.254.0.0/16",
                    "100.64.0.0/10",
                    "::1",
                    "fc00::/7",
                    "fe80::/10")
            .map(AddressRange::parse)
            .toList();

    private HostFacts() {}

    /** The host's full name if it has one that resolves to an address of this host. */
    public static Optional<String> systemName() {
        return bounded(() -> {
                    try {
                        return Optional.of(InetAddress.getLocalHost().getCanonicalHostName());
                    } catch (UnknownHostException e) {
                        return Optional.<String>empty();
                    }
                })
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.contains(".") && !name.startsWith("localhost") && !name.matches("[0-9.:]+"))
                .filter(HostFacts::leadsHere);
    }

    /** True if the name resolves to an address of this host that others can reach. */
    public static boolean leadsHere(String name) {
        List<InetAddress> ours = addresses();
        return bounded(() -> {
                    try {
                        return Optional.of(List.of(InetAddress.getAllByName(name)));
                    } catch (UnknownHostException e) {
                        return Optional.<List<InetAddress>>empty();
                    }
                })
                .filter(found -> found.stream().anyMatch(ours::contains))
                .isPresent();
    }

    /** The host's addresses that others can reach, IPv4 first, without scopes. */
    public static List<InetAddress> addresses() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                        addresses.add(InetAddress.getByAddress(address.getAddress()));
                    }
                }
            }
        } catch (SocketException | UnknownHostException e) {
            return List.of();
        }
        addresses.sort((a, b) -> Integer.compare(a.getAddress().length, b.getAddress().length));
        return List.copyOf(addresses);
    }

    /** Those among {@link #addresses} that the Internet knows: neither private nor behind a provider's address translation (RFC 6598). */
    public static List<InetAddress> publicAddresses() {
        return addresses().stream().filter(HostFacts::isPublic).toList();
    }

    /** True if the Internet knows such an address. */
    public static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
    }

    /**
     * The address a text stands for; asks nobody.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static InetAddress numeric(String text) {
        if (text.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(complaint(text), e);
            }
        }
        throw new IllegalArgumentException(complaint(text));
    }

    private static String complaint(String text) {
        return "\"" + text + "\" is not an address such as 192.0.2.1 or 2001:db8::1";
    }

    /** The address to try first from another host; of this host alone if it has no other. */
    public static String address() {
        return addresses().stream().findFirst().map(InetAddress::getHostAddress).orElse("127.0.0.1");
    }

    private static <T> Optional<T> bounded(java.util.function.Supplier<Optional<T>> lookup) {
        return CompletableFuture.supplyAsync(lookup)
                .completeOnTimeout(Optional.empty(), PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
