package org.posthaste.smtp.relay;

import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.RelayRoute.NextHop;

/**
 * Goes the way a message to a destination would go, up to EHLO, and says what it meets: route, hosts, addresses, TLS
 * policy, greeting, extensions, certificate. Only when it is given an address does it name a recipient to the host (MAIL
 * and RCPT, then RSET): some hosts take that for spying. Confined to one thread, which it blocks for a minute or two at
 * worst. What it finds is not reported to anybody as a TLS result.
 */
public final class RelayProbe {
    private static final int MOST_HOSTS = 3;
    private static final int SHOWN = 300;

    private final Outbound outbound;
    private final Routes routes;
    private final List<Step> steps = new ArrayList<>();
    private long since;

    /**
     * Something that was found.
     *
     * @param what a word or two
     * @param found what it is
     * @param ok false where a message would not have got further
     * @param ms how long it took
     */
    public record Step(String what, String found, boolean ok, long ms) {}

    RelayProbe(Outbound outbound, Routes routes) {
        this.outbound = outbound;
        this.routes = routes;
    }

    /** Tries the way to a domain, and to a recipient if there is one. */
    List<Step> run(String domain, Optional<MailAddress> recipient) {
        since = System.nanoTime();
        RelayRoute route = routes.routeFor(domain, 0);
        step("route", described(route), true);
        try {
            for (MxHost host : hosts(route)) {
                host(route, host, recipient);
            }
        } catch (SessionFailure e) {
            step("hosts", e.reply().toString(), false);
        }
        return List.copyOf(steps);
    }

    private void step(String what, String found, boolean ok) {
        long now = System.nanoTime();
        String shown = found.length() > SHOWN ? found.substring(0, SHOWN) + "..." : found;
        steps.add(new Step(what, shown, ok, (now - since) / 1_000_000));
        since = now;
    }

    private static String described(RelayRoute route) {
        StringBuilder text = new StringBuilder(route.via()
                .map(hop -> (hop.lmtp() ? "LMTP to " : "via ") + hop)
                .orElse("the domain's mail exchangers"));
        route.login().ifPresent(login -> text.append(", logged in as ").append(login.user()));
        route.sources().v4().ifPresent(address -> text.append(", from ").append(address.getHostAddress()));
        route.sources().v6().ifPresent(address -> text.append(", from ").append(address.getHostAddress()));
        route.ehlo().ifPresent(name -> text.append(", as ").append(name));
        route.proxy().ifPresent(proxy -> text.append(", through ").append(proxy));
        return text.toString();
    }

    private List<MxHost> hosts(RelayRoute route) throws SessionFailure {
        if (route.via().isPresent()) {
            return List.of(outbound.lookup().named(route.via().get().host()));
        }
        List<MxHost> hosts = HostWalk.exchangers(outbound, route.domain()).hosts();
        String names = hosts.stream().map(MxHost::toString).collect(Collectors.joining(", "));
        step("MX", names + (hosts.get(0).secure() ? " (DNSSEC)" : ""), true);
        return hosts.subList(0, Math.min(MOST_HOSTS, hosts.size()));
    }

    private void host(RelayRoute route, MxHost host, Optional<MailAddress> recipient) {
        try {
            List<InetSocketAddress> addresses = HostWalk.await(host.addresses()).records().stream()
                    .map(address -> new InetSocketAddress(
                            address,
                            route.via()
                                    .map(NextHop::port)
                                    .orElse(outbound.settings().port())))
                    .toList();
            String shown = addresses.stream()
                    .map(address -> address.getAddress().getHostAddress())
                    .collect(Collectors.joining(", "));
            step(host.name(), addresses.isEmpty() ? "has no address" : shown, !addresses.isEmpty());
            if (addresses.isEmpty()) {
                return;
            }
            TlsPeer peer = new TlsPeer(
                    route.via().isPresent() ? host.name() : route.domain(),
                    host.name(),
                    addresses.get(0).getPort(),
                    host.secure());
            TlsPolicy policy =
                    HostWalk.await(outbound.policies().policyFor(peer, route.tls(), MessageOptions.Tls.BY_POLICY));
            boolean refused = policy instanceof TlsPolicy.Refuse;
            step("TLS policy", refused ? policy.name() + ": refuse" : policy.name(), !refused);
            if (!refused) {
                converse(route, peer, policy, addresses, recipient);
            }
        } catch (SessionFailure e) {
            step("failed", e.reply().toString(), false);
        }
    }

    private void converse(
            RelayRoute route,
            TlsPeer peer,
            TlsPolicy policy,
            List<InetSocketAddress> addresses,
            Optional<MailAddress> recipient)
            throws SessionFailure {
        SessionOpener opener = new SessionOpener(outbound, route, wire -> {});
        opener.observe(this::step);
        List<InetSocketAddress> left = new ArrayList<>(addresses);
        SessionOpener.Opened opened = opener.open(peer, policy, left);
        SmtpClient client = opened.client();
        try {
            client.wire().tls().ifPresent(this::certificate);
            if (recipient.isPresent()) {
                recipient(client, recipient.get());
            }
        } catch (WireException e) {
            step("failed", e.sentence(), false);
        } finally {
            client.quit();
            step("QUIT", "done", true);
        }
    }

    private void recipient(SmtpClient client, MailAddress recipient) throws WireException {
        RelayTimeouts limits = client.timeouts();
        PeerReply mail = client.command("MAIL FROM:<>", limits.mail());
        step("MAIL", mail.toString(), mail.ok());
        if (mail.ok()) {
            PeerReply rcpt = client.command("RCPT TO:<" + recipient + ">", limits.rcpt());
            step("RCPT", rcpt.toString(), rcpt.ok());
            client.command("RSET", limits.mail());
        }
    }

    private void certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain[0] instanceof X509Certificate own) {
                step(
                        "certificate",
                        String.join(", ", names(own)) + ", by " + own.getIssuerX500Principal() + ", until "
                                + own.getNotAfter().toInstant(),
                        true);
            }
        } catch (SSLPeerUnverifiedException e) {
            step("certificate", "none", true);
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of(certificate.getSubjectX500Principal().toString())
                    : names.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateParsingException e) {
            return List.of("names that cannot be read");
        }
    }
}
