package org.posthaste.app.doctor.record;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.NameServer;
import org.posthaste.common.dns.Zone;

/**
 * What all who should know say of one name and type. A value.
 *
 * @param authorities what each server of the zone has
 * @param resolver what others may still have in memory
 */
record Sights(Zone zone, List<Sight> authorities, DnsView resolver) {
    /** What one server says. */
    record Sight(String server, DnsView view) {}

    /** Asks all of them at once. */
    static CompletableFuture<Sights> look(DnsInspector inspector, Zones zones, String name, String type) {
        CompletableFuture<DnsView> resolver = inspector.ask(name, type).toCompletableFuture();
        return zones.of(name).toCompletableFuture().thenCompose(zone -> {
            List<CompletableFuture<Sight>> asked = zone.servers().stream()
                    .map(server -> ask(inspector, server, name, type))
                    .toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenCombine(
                            resolver,
                            (done, view) -> new Sights(
                                    zone,
                                    asked.stream().map(CompletableFuture::join).toList(),
                                    view));
        });
    }

    private static CompletableFuture<Sight> ask(DnsInspector inspector, NameServer server, String name, String type) {
        return inspector
                .ask(server, name, type)
                .thenApply(view -> new Sight(server.name(), view))
                .toCompletableFuture();
    }
}
