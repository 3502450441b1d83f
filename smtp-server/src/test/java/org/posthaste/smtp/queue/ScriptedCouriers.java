package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.protocol.EnhancedStatus;

/** Hosts that do as they are told. Thread-safe. */
final class ScriptedCouriers implements CourierService {
    /** What a host says to one task. */
    interface Host {
        List<RecipientResult> receive(ScriptedCourier courier, DeliveryTask task) throws Exception;
    }

    private final Clock clock;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final List<DeliveryTask> tasks = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicLong> taken = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> mostOpen = new ConcurrentHashMap<>();
    private volatile Host other = this::accept;

    ScriptedCouriers(Clock clock) {
        this.clock = clock;
    }

    /** How a destination answers; the others accept everything. */
    void host(String lane, Host host) {
        hosts.put(lane, host);
    }

    /** How all others answer. */
    void others(Host host) {
        other = host;
    }

    /** Tasks in the order in which they came. */
    List<DeliveryTask> tasks() {
        return tasks;
    }

    /** Recipients a destination accepted. */
    long taken(String lane) {
        return taken.computeIfAbsent(lane, key -> new AtomicLong()).get();
    }

    /** Couriers that were made. */
    int opened() {
        return opened.get();
    }

    /** Couriers that took leave. */
    int closed() {
        return closed.get();
    }

    /** The most tasks a destination was given at the same time. */
    int mostAtATime(String lane) {
        return mostOpen.computeIfAbsent(lane, key -> new AtomicInteger()).get();
    }

    List<RecipientResult> accept(ScriptedCourier courier, DeliveryTask task) {
        task.before().toCompletableFuture().join();
        taken.computeIfAbsent(courier.route.lane(), key -> new AtomicLong())
                .addAndGet(task.recipients().size());
        return all(task, Verdict.DELIVERED, 250, "2.0.0", "Ok", Signal.FINE);
    }

    List<RecipientResult> all(DeliveryTask task, Verdict verdict, int code, String status, String text, Signal signal) {
        List<RecipientResult> results = new ArrayList<>();
        for (QueuedRecipient recipient : task.recipients()) {
            results.add(result(recipient, verdict, code, status, text, signal));
        }
        return results;
    }

    RecipientResult result(
            QueuedRecipient recipient, Verdict verdict, int code, String status, String text, Signal signal) {
        boolean answered = signal == Signal.FINE || signal == Signal.REFUSED_FOR_NOW;
        return new RecipientResult(
                recipient,
                verdict,
                new RemoteReply(code, EnhancedStatus.of(status), text, !answered),
                new AttemptFacts(
                        "mx." + recipient.destination(),
                        answered ? "192.0.2.1" : "",
                        answered ? 25 : 0,
                        "",
                        "opportunistic",
                        clock.instant(),
                        Duration.ZERO,
                        signal,
                        true));
    }

    /** A host that defers everything with a reply. */
    Host deferring(String text) {
        return (courier, task) -> all(task, Verdict.DEFERRED, 450, "4.2.0", text, Signal.FINE);
    }

    /** A host that refuses everything for good. */
    Host refusing(String text) {
        return (courier, task) -> all(task, Verdict.FAILED, 550, "5.1.1", text, Signal.FINE);
    }

    /** A host that is not there. */
    Host absent() {
        return (courier, task) -> {
            courier.isOpen = false;
            return all(task, Verdict.DEFERRED, 451, "4.4.1", "Connection refused", Signal.UNREACHABLE);
        };
    }

    @Override
    public Courier courier(Route route) {
        opened.incrementAndGet();
        return new ScriptedCourier(route);
    }

    final class ScriptedCourier implements Courier {
        final Route route;
        volatile boolean isOpen;
        volatile boolean aborted;

        ScriptedCourier(Route route) {
            this.route = route;
        }

        @Override
        public List<RecipientResult> deliver(DeliveryTask task) {
            AtomicInteger now = open.computeIfAbsent(route.lane(), key -> new AtomicInteger());
            int count = now.incrementAndGet();
            mostOpen.computeIfAbsent(route.lane(), key -> new AtomicInteger()).accumulateAndGet(count, Math::max);
            isOpen = true;
            try {
                tasks.add(task);
                return hosts.getOrDefault(route.lane(), other).receive(this, task);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                now.decrementAndGet();
            }
        }

        @Override
        public boolean isOpen() {
            return isOpen;
        }

        @Override
        public void close() {
            isOpen = false;
            closed.incrementAndGet();
        }

        @Override
        public void abort() {
            aborted = true;
            isOpen = false;
        }
    }
}
