package org.posthaste.smtp.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.smtp.protocol.EnhancedStatus;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.relay.SessionOpener.Opened;

/**
 * The hosts of a destination, one after the other, until one can be talked to (RFC 5321 §5.1). Hosts that were silent a
 * short while ago come last. A walk serves one attempt: it goes on where it stopped when a host turns out to be of no use
 * after all. Confined to the delivering thread.
 */
final class HostWalk {
    private static final long DNS_SECONDS = 60;
    private static final int ADDRESSES_PER_HOST = 4;

    private final Outbound outbound;
    private final RelayRoute route;
    private final MessageOptions.Tls demand;
    private final SessionOpener opener;
    private final Deque<Target> targets = new ArrayDeque<>();
    private final Optional<MxResult.Hosts> exchangers;
    private int triesLeft;
    private boolean allPermanent = true;
    private boolean ipv4Only;
    private @Nullable Failed last;

    /** A host, and what of its addresses is still to be tried; no list before they are known. */
    private record Target(MxHost host, Optional<List<InetSocketAddress>> addresses) {}

    /** How a host failed, and where. */
    record Failed(SessionFailure failure, Place place) {}

    private HostWalk(
            Outbound outbound,
            RelayRoute route,
            MessageOptions.Tls demand,
            SessionOpener opener,
            Optional<MxResult.Hosts> exchangers,
            List<MxHost> hosts) {
        this.outbound = outbound;
        this.route = route;
        this.demand = demand;
        this.opener = opener;
        this.exchangers = exchangers;
        this.triesLeft = outbound.settings().hosts();
        hosts.forEach(host -> targets.add(new Target(host, Optional.empty())));
    }

    /**
     * The walk for a route.
     *
     * @throws SessionFailure if there is no host to be tried
     */
    static HostWalk of(Outbound outbound, RelayRoute route, MessageOptions.Tls demand, Consumer<Wire> wires)
            throws SessionFailure {
        SessionOpener opener = new SessionOpener(outbound, route, wires);
        if (route.via().isPresent()) {
            MxHost host = outbound.lookup().named(route.via().get().host());
            return new HostWalk(outbound, route, demand, opener, Optional.empty(), List.of(host));
        }
        MxResult.Hosts hosts = exchangers(outbound, route.domain());
        return new HostWalk(outbound, route, demand, opener, Optional.of(hosts), hosts.hosts());
    }

    /** The mail exchangers of a domain, or why there are none. */
    static MxResult.Hosts exchangers(Outbound outbound, String domain) throws SessionFailure {
        MxResult result = await(outbound.lookup().find(domain));
        if (result instanceof MxResult.Hosts hosts) {
            return hosts;
        }
        throw nowhere(result, domain);
    }

    private static SessionFailure nowhere(MxResult result, String domain) {
        if (result instanceof MxResult.NullMx) {
            return never(556, "5.1.10", "the domain " + domain + " takes no mail (null MX)");
        }
        if (result instanceof MxResult.NoSuchDomain) {
            return never(550, "5.1.2", "the domain " + domain + " does not exist");
        }
        if (result instanceof MxResult.NoMail none) {
            return never(550, "5.4.4", "no host takes mail for " + domain + ": " + none.reason());
        }
        if (result instanceof MxResult.LoopsBack) {
            return loop(domain);
        }
        String reason = result instanceof MxResult.Temporary temporary ? temporary.reason() : result.toString();
        return dns("the hosts of " + domain + " cannot be found now: " + reason);
    }

    private static SessionFailure never(int code, String status, String text) {
        return new SessionFailure(new RemoteReply(code, EnhancedStatus.of(status), text, true), Signal.FINE, true);
    }

    private static SessionFailure loop(String domain) {
        return never(554, "5.4.6", "mail for " + domain + " loops back to this server, which does not know the domain");
    }

    private static SessionFailure dns(String text) {
        return SessionFailure.temporary(RemoteReply.ours("4.4.3", text), Signal.DNS);
    }

    /** What the DNS says, or a failure if it says nothing in time. */
    static <T> T await(CompletionStage<T> stage) throws SessionFailure {
        try {
            return stage.toCompletableFuture().get(DNS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw dns("the DNS does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SessionFailure.temporary(RemoteReply.ours("4.3.2", "this server is shutting down"), Signal.FINE);
        }
    }

    /** Leaves IPv6 addresses out where there are others. */
    void ipv4Only(boolean only) {
        ipv4Only = only;
    }

    /** A session with the next host that has one to offer; empty when there is none left. */
    Optional<Opened> next() {
        while (triesLeft > 0 && !targets.isEmpty()) {
            Target target = targets.remove();
            try {
                List<InetSocketAddress> addresses =
                        target.addresses.isPresent() ? target.addresses.get() : addresses(target.host);
                boolean first = target.addresses.isEmpty();
                if (first && !targets.isEmpty() && outbound.dead().allSilent(addresses)) {
                    targets.add(new Target(target.host, Optional.of(addresses)));
                    continue;
                }
                triesLeft--;
                return Optional.of(open(target.host, addresses));
            } catch (SessionFailure e) {
                Place reached = opener.place();
                boolean there = reached.host().equals(target.host.name());
                failed(new Failed(e, there ? reached : new Place(target.host.name(), "", 0, "", "")));
            }
        }
        return Optional.empty();
    }

    /** Puts down that a host failed; of several failures, one that a host has worded says more than one of ours. */
    void failed(Failed failed) {
        allPermanent &= failed.failure.permanent();
        if (last == null
                || last.failure.reply().ours()
                || !failed.failure.reply().ours()) {
            last = failed;
        }
    }

    /** What to tell of the walk when it is over. It is final only if each host said so, and none was left out. */
    Failed outcome() {
        Failed told = last;
        if (told == null) {
            return new Failed(dns("no host of " + route.domain() + " has an address"), Place.NOWHERE);
        }
        SessionFailure failure = told.failure;
        return failure.permanent() && !(allPermanent && targets.isEmpty())
                ? new Failed(SessionFailure.temporary(failure.reply(), failure.signal()), told.place)
                : told;
    }

    private List<InetSocketAddress> addresses(MxHost host) throws SessionFailure {
        DnsAnswer<InetAddress> answer = await(host.addresses());
        int port = port();
        List<InetSocketAddress> addresses = new ArrayList<>();
        answer.records().forEach(address -> addresses.add(new InetSocketAddress(address, port)));
        if (ipv4Only && addresses.stream().anyMatch(each -> each.getAddress() instanceof Inet4Address)) {
            addresses.removeIf(each -> !(each.getAddress() instanceof Inet4Address));
        }
        if (!addresses.isEmpty()) {
            return outbound.dead().sorted(addresses);
        }
        if (exchangers.isPresent() && exchangers.get().loopsBack()) {
            throw loop(route.domain());
        }
        if (answer instanceof DnsAnswer.TemporaryFailure<InetAddress> failure) {
            throw dns("the addresses of " + host.name() + " cannot be found now: " + failure.reason());
        }
        // The administrator's host, or an exchanger, may get its address back.
        throw dns("the host " + host.name() + " has no address");
    }

    private int port() {
        return route.via()
                .map(RelayRoute.NextHop::port)
                .orElse(outbound.settings().port());
    }

    private Opened open(MxHost host, List<InetSocketAddress> addresses) throws SessionFailure {
        TlsPeer peer =
                new TlsPeer(route.via().isPresent() ? host.name() : route.domain(), host.name(), port(), host.secure());
        TlsPolicy policy = await(outbound.policies().policyFor(peer, route.tls(), demand));
        if (policy instanceof TlsPolicy.Refuse refuse) {
            outbound.policies().result(peer, policy, TlsOutcome.without(TlsOutcome.Result.PASSED_OVER, "", ""));
            throw new SessionFailure(
                    RemoteReply.ours(refuse.status(), refuse.reason()), Signal.FINE, !refuse.temporary());
        }
        int tries = ADDRESSES_PER_HOST;
        while (true) {
            try {
                return opener.open(peer, policy, addresses);
            } catch (SessionFailure e) {
                if (addresses.isEmpty() || --tries == 0) {
                    throw e;
                }
                failed(new Failed(e, opener.place()));
            }
        }
    }
}
