package org.posthaste.smtp.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.relay.TlsOutcome.Result;
import org.posthaste.smtp.relay.WireException.Kind;

/**
 * Opens a session with one host at one of its addresses: connection, greeting, EHLO, TLS as the policy has it, EHLO
 * again, login. A policy that need not be met is given up step by step when TLS fails: any certificate, then no TLS, each
 * over a connection of its own (RFC 7435 §3). Confined to the delivering thread.
 */
final class SessionOpener {
    private final Outbound outbound;
    private final RelayRoute route;
    private final Consumer<Wire> wires;
    private Place place = Place.NOWHERE;
    private Observer observer = (what, found, ok) -> {};
    private boolean reporting = true;

    /** A session, ready for MAIL. */
    record Opened(SmtpClient client, Place place) {}

    /** TLS failed in a way that a new connection may go round. */
    private static final class TlsFailed extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient SessionFailure failure;

        TlsFailed(SessionFailure failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /**
     * An opener.
     *
     * @param wires gets each connection as soon as there is one, so that it can be broken off from elsewhere
     */
    SessionOpener(Outbound outbound, RelayRoute route, Consumer<Wire> wires) {
        this.outbound = outbound;
        this.route = route;
        this.wires = wires;
    }

    /** Hears of each thing that is met. */
    interface Observer {
        /** Something was found, after which it goes on or not. */
        void met(String what, String found, boolean ok);
    }

    /** Has every step told; results of TLS are reported to nobody then. */
    void observe(Observer other) {
        observer = other;
        reporting = false;
    }

    /** Where the last attempt got to. */
    Place place() {
        return place;
    }

    /** Opens a session with the host; the addresses that were tried are taken out of the list. */
    Opened open(TlsPeer peer, TlsPolicy policy, List<InetSocketAddress> addresses) throws SessionFailure {
        place = new Place(peer.host(), "", 0, "", policy.name());
        InetSocketAddress address = addresses.get(0);
        try {
            Dialer.Dialed dialed = outbound.connect(addresses, route);
            address = dialed.address();
            addresses.removeAll(dialed.failed());
            addresses.remove(address);
            place = at(address, policy);
            observer.met("connection", Dialer.shown(address), true);
            return converse(wire(dialed), peer, policy, true);
        } catch (Dialer.NoAnswer e) {
            addresses.clear();
            place = at(e.last(), policy);
            throw noAnswer(e);
        } catch (TlsFailed e) {
            return lessProtected(peer, policy, address, e.failure);
        }
    }

    private Place at(InetSocketAddress address, TlsPolicy policy) {
        return new Place(place.host(), address.getAddress().getHostAddress(), address.getPort(), "", policy.name());
    }

    private static SessionFailure noAnswer(Dialer.NoAnswer e) {
        return SessionFailure.temporary(
                RemoteReply.ours("4.4.1", e.sentence()), e.timedOut() ? Signal.TIMED_OUT : Signal.UNREACHABLE);
    }

    private Wire wire(Dialer.Dialed dialed) throws SessionFailure {
        try {
            Wire wire = new Wire(dialed.channel(), dialed.address(), outbound.watch());
            wires.accept(wire);
            if (route.proxy().isPresent()) {
                wire.within(outbound.settings().timeouts().connect(), "the proxy");
                through(wire, route.proxy().get());
            }
            return wire;
        } catch (IOException e) {
            throw SessionFailure.temporary(
                    RemoteReply.ours("4.4.2", "the connection was lost at once"), Signal.REFUSED_FOR_NOW);
        }
    }

    private static void through(Wire wire, RelayRoute.SocksProxy proxy) throws SessionFailure {
        try {
            wire.through(proxy);
        } catch (WireException e) {
            wire.close();
            Signal signal = e.kind() == Kind.TIMED_OUT ? Signal.TIMED_OUT : Signal.UNREACHABLE;
            throw SessionFailure.temporary(RemoteReply.ours("4.4.1", e.sentence()), signal);
        }
    }

    private Opened lessProtected(TlsPeer peer, TlsPolicy policy, InetSocketAddress address, SessionFailure why)
            throws SessionFailure {
        boolean anyCertificate = !(policy instanceof TlsPolicy.Opportunistic);
        TlsPolicy next = anyCertificate ? new TlsPolicy.Opportunistic() : new TlsPolicy.Plain();
        try {
            Wire wire = wire(outbound.connect(List.of(address), route));
            return converse(wire, peer, next, false);
        } catch (Dialer.NoAnswer e) {
            throw why;
        } catch (TlsFailed e) {
            return lessProtected(peer, new TlsPolicy.Opportunistic(), address, e.failure);
        }
    }

    /** The conversation up to MAIL. Closes the connection if it ends in a failure. */
    private Opened converse(Wire wire, TlsPeer peer, TlsPolicy policy, boolean told) throws SessionFailure, TlsFailed {
        RelaySettings settings = outbound.settings();
        SmtpClient client = new SmtpClient(
                wire,
                settings.timeouts(),
                route.lmtp(),
                route.ehlo().orElse(settings.hostname()),
                settings.recipients());
        boolean done = false;
        try {
            boolean implicit = route.via().map(RelayRoute.NextHop::implicitTls).orElse(false);
            if (implicit) {
                implicitTls(client, peer, policy, told);
            }
            observer.met("greeting", client.greet().toString(), true);
            observer.met("EHLO", client.hello().toString(), true);
            if (!implicit) {
                startTls(client, peer, policy, told);
            }
            if (route.login().isPresent()) {
                new RelayAuthentication(client).login(route.login().get(), route.tls());
                observer.met("login", route.login().get().user(), true);
            }
            done = true;
            return new Opened(client, place);
        } catch (WireException e) {
            client.giveUp();
            throw SessionFailure.of(e);
        } finally {
            if (!done) {
                client.quit();
            }
        }
    }

    /** TLS from the first octet (RFC 8314 §3): there is nothing to fall back to. */
    private void implicitTls(SmtpClient client, TlsPeer peer, TlsPolicy policy, boolean told)
            throws SessionFailure, WireException {
        try {
            handshake(client, peer, policy instanceof TlsPolicy.Plain ? new TlsPolicy.Opportunistic() : policy, told);
        } catch (TlsFailed e) {
            throw e.failure;
        }
    }

    private void startTls(SmtpClient client, TlsPeer peer, TlsPolicy policy, boolean told)
            throws SessionFailure, TlsFailed, WireException {
        if (policy instanceof TlsPolicy.Plain) {
            tell(told, peer, policy, without(client, Result.PLAIN));
            return;
        }
        if (!client.features().startTls()) {
            tell(told, peer, policy, without(client, Result.NOT_OFFERED));
            observer.met("STARTTLS", "not offered", !policy.mandatory());
            inClear(policy, "the host does not offer STARTTLS");
            return;
        }
        PeerReply reply =
                client.command("STARTTLS", outbound.settings().timeouts().hello());
        if (reply.code() != 220) {
            tell(told, peer, policy, without(client, Result.REFUSED));
            if (reply.closing()) {
                client.giveUp();
                throw SessionFailure.temporary(reply.remote(), Signal.REFUSED_FOR_NOW);
            }
            inClear(policy, "the host refuses STARTTLS with " + reply);
            return;
        }
        handshake(client, peer, policy, told);
        // What was said before TLS may have been said by anybody (RFC 3207 §4.2).
        client.hello();
    }

    private void inClear(TlsPolicy policy, String reason) throws SessionFailure {
        if (policy.mandatory()) {
            throw notMet(policy, reason, "4.7.4");
        }
    }

    private static SessionFailure notMet(TlsPolicy policy, String reason, String status) {
        boolean permanent = policy.unmet() == TlsPolicy.Unmet.GIVE_UP;
        return new SessionFailure(
                RemoteReply.ours(
                        permanent ? "5.7.10" : status, reason + ", and the policy \"" + policy.name() + "\" wants TLS"),
                Signal.FINE,
                permanent);
    }

    private void handshake(SmtpClient client, TlsPeer peer, TlsPolicy policy, boolean told)
            throws SessionFailure, TlsFailed, WireException {
        Wire wire = client.wire();
        SSLContext context = outbound.policies().contextFor(policy);
        String local = wire.local();
        try {
            wire.within(outbound.settings().timeouts().tls(), "the TLS handshake");
            wire.startTls(context, policy.serverName(peer));
            SSLSession session = wire.tls().orElseThrow();
            place = new Place(
                    place.host(),
                    place.address(),
                    place.port(),
                    session.getProtocol() + " " + session.getCipherSuite(),
                    policy.name());
            tell(told, peer, policy, TlsOutcome.encrypted(place.address(), local, session));
            observer.met("TLS", place.tls(), true);
        } catch (WireException e) {
            client.giveUp();
            tell(told, peer, policy, TlsOutcome.failed(result(e.kind()), place.address(), local, e));
            observer.met("TLS", e.sentence(), false);
            if (policy.mandatory()) {
                throw notMet(policy, e.sentence(), "4.7.5");
            }
            if (e.kind() == Kind.HANDSHAKE || e.kind() == Kind.UNTRUSTED || e.kind() == Kind.TIMED_OUT) {
                throw new TlsFailed(SessionFailure.of(e));
            }
            throw e;
        }
    }

    private static Result result(Kind kind) {
        return switch (kind) {
            case INJECTED -> Result.INJECTED;
            case UNTRUSTED -> Result.UNTRUSTED;
            default -> Result.HANDSHAKE_FAILED;
        };
    }

    private TlsOutcome without(SmtpClient client, Result result) {
        return TlsOutcome.without(result, place.address(), client.wire().local());
    }

    private void tell(boolean told, TlsPeer peer, TlsPolicy policy, TlsOutcome outcome) {
        if (told && reporting) {
            outbound.policies().result(peer, policy, outcome);
        }
    }
}
