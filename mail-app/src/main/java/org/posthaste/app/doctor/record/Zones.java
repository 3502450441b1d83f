package org.posthaste.app.doctor.record;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.Zone;
import org.posthaste.common.dns.Zone.Signing;

/** The zones of one examination, each looked for once. Thread-safe. */
final class Zones {
    private final DnsInspector inspector;
    private final Map<String, CompletableFuture<Zone>> known = new ConcurrentHashMap<>();

    Zones(DnsInspector inspector) {
        this.inspector = inspector;
    }

    /** The zone a name is in. */
    CompletionStage<Zone> of(String name) {
        CompletableFuture<Zone> fresh = new CompletableFuture<>();
        CompletableFuture<Zone> before = known.putIfAbsent(name, fresh);
        if (before != null) {
            return before;
        }
        find(name).thenAccept(fresh::complete);
        return fresh;
    }

    private CompletionStage<Zone> find(String name) {
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(unknown("no name server is responsible"));
        }
        return inspector.ask(name, "NS").thenCompose(view -> {
            if (view.isFailure()) {
                return CompletableFuture.completedFuture(unknown(view.reason()));
            }
            return view.found() && !view.isAlias(name) ? inspector.zone(name) : of(Names.parent(name));
        });
    }

    private static Zone unknown(String why) {
        return new Zone("", List.of(), Signing.UNKNOWN, why);
    }
}
