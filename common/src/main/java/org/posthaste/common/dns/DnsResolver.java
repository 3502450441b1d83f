package org.posthaste.common.dns;

import java.net.InetAddress;
import java.util.concurrent.CompletionStage;

/**
 * Asks the DNS (RFC 1035). Names are A-labels, with or without the last full stop, in any case; names in answers are in
 * lower case without it. CNAMEs are followed (RFC 1034 §3.6.2). Thread-safe.
 *
 * <p>Fails: never. The stages never complete exceptionally: what went wrong is a {@link DnsAnswer.TemporaryFailure}. A
 * stage that is complete on return came from a cache; others complete within a deadline on a thread of the resolver, on
 * which nobody may block.
 */
public interface DnsResolver {
    /** The mail exchangers of a domain, in no order (RFC 5321 §5.1). */
    CompletionStage<DnsAnswer<MxRecord>> mx(String domain);

    /** IPv4 addresses of a host: A. */
    CompletionStage<DnsAnswer<InetAddress>> addresses4(String host);

    /** IPv6 addresses of a host: AAAA (RFC 3596). */
    CompletionStage<DnsAnswer<InetAddress>> addresses6(String host);

    /**
     * Text records. The strings of one record are joined without anything between them (RFC 7208 §3.3); each octet is
     * one character of ISO 8859-1.
     */
    CompletionStage<DnsAnswer<String>> txt(String name);

    /** The names of an address: PTR (RFC 1035 §3.5, RFC 3596 §2.5). */
    CompletionStage<DnsAnswer<String>> ptr(InetAddress address);

    /** Certificate associations (RFC 6698); the name begins with port and protocol, {@code _25._tcp.mx.example.org}. */
    CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String name);
}
