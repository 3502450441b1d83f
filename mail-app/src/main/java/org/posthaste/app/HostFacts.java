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

/** What this host knows of itself: its name and addresses. Name look-ups are cut off after two seconds, so a host without a network starts too. Thread-safe. */
public final class HostFacts {
    private static final long PATIENCE_SECONDS = 2;

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
