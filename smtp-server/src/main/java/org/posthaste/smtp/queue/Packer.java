package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** Brings recipients together that can be served by one transaction. Guarded by the lock of {@link QueueManager}. */
final class Packer {
    private final RouteSource routes;
    private final Settlement settlement;
    private final int most;
    private long parcels;

    /**
     * @param most recipients of one transaction
     */
    Packer(RouteSource routes, Settlement settlement, int most) {
        this.routes = routes;
        this.settlement = settlement;
        this.most = most;
    }

    /** Parcels of recipients that are claimed until a time; those of one message have to stand together. */
    List<Parcel> packed(List<QueuedRecipient> claimed, Instant until) {
        List<Parcel> packed = new ArrayList<>(claimed.size());
        Map<String, List<QueuedRecipient>> byLane = new LinkedHashMap<>();
        Map<String, Route> ways = new LinkedHashMap<>();
        long message = -1;
        for (QueuedRecipient recipient : claimed) {
            if (recipient.message().id() != message) {
                pack(byLane, ways, until, packed);
                message = recipient.message().id();
            }
            Route route = routes.routeFor(recipient);
            ways.putIfAbsent(route.lane(), route);
            byLane.computeIfAbsent(route.lane(), lane -> new ArrayList<>()).add(recipient);
        }
        pack(byLane, ways, until, packed);
        return packed;
    }

    private void pack(
            Map<String, List<QueuedRecipient>> byLane, Map<String, Route> ways, Instant until, List<Parcel> packed) {
        int before = packed.size();
        byLane.forEach((lane, all) -> {
            Route route = ways.get(lane);
            for (int from = 0; route != null && from < all.size(); from += most) {
                List<QueuedRecipient> some = List.copyOf(all.subList(from, Math.min(all.size(), from + most)));
                packed.add(new Parcel(some.get(0).message(), some, route, until, parcels++, false));
            }
        });
        if (packed.size() > before) {
            settlement.inHand(packed.get(before).message(), packed.size() - before);
        }
        byLane.clear();
        ways.clear();
    }
}
