package org.posthaste.smtp.relay;

import java.util.Optional;
import org.posthaste.smtp.queue.Route;

/**
 * The way to a destination. A value.
 *
 * @param name for people: {@code mx}, or host and port of the next hop
 * @param lane what shares connections, see {@link Route#lane}
 * @param domain whose mail exchangers are asked; with a next hop, the destination it was made for
 * @param via where everything goes instead of to mail exchangers
 * @param tls what the administrator says of TLS
 * @param login the account there, if there must be one
 * @param sources addresses that connections are made from
 * @param ehlo what this server calls itself, if not by its own name
 * @param proxy through which connections are made
 */
public record RelayRoute(
        String name,
        String lane,
        String domain,
        Optional<NextHop> via,
        TlsMode tls,
        Optional<RelayLogin> login,
        SourceAddresses sources,
        Optional<String> ehlo,
        Optional<SocksProxy> proxy)
        implements Route {
    /** To the mail exchangers of a domain. */
    public static RelayRoute exchangers(String domain) {
        return new RelayRoute(
                "mx",
                "mx:" + domain,
                domain,
                Optional.empty(),
                TlsMode.AUTOMATIC,
                Optional.empty(),
                SourceAddresses.ANY,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * A host that takes everything.
     *
     * @param host a name as A-labels in lower case, or an address literal in brackets
     * @param implicitTls TLS begins before the greeting (RFC 8314 §3)
     * @param lmtp it speaks LMTP (RFC 2033)
     */
    public record NextHop(String host, int port, boolean implicitTls, boolean lmtp) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** A name and a password; the password is shown nowhere. */
    public record RelayLogin(String user, String password) {
        @Override
        public String toString() {
            return "RelayLogin[user=" + user + "]";
        }
    }

    /**
     * A SOCKS5 proxy (RFC 1928).
     *
     * @param host a name or an address
     * @param login if it asks for one (RFC 1929)
     */
    public record SocksProxy(String host, int port, Optional<RelayLogin> login) {
        @Override
        public String toString() {
            return "socks5://" + host + ":" + port;
        }
    }

    /**
     * The TLS that is asked for. Where a password is sent, the host must be the right one unless the administrator says
     * otherwise.
     */
    @Override
    public TlsMode tls() {
        return tls == TlsMode.AUTOMATIC && login.isPresent() ? TlsMode.VERIFY : tls;
    }

    /** True for LMTP. */
    boolean lmtp() {
        return via.map(NextHop::lmtp).orElse(false);
    }
}
