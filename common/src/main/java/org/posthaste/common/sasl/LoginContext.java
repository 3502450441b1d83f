package org.posthaste.common.sasl;

import java.net.InetAddress;
import java.util.Optional;
import org.posthaste.common.tls.TlsFacts;

/**
 * Where a login comes from.
 *
 * @param protocol {@code smtp}, {@code imap} or {@code pop3}
 * @param sid the connection's id
 * @param peer the client's address
 * @param tls the connection's TLS layer
 */
public record LoginContext(String protocol, String sid, InetAddress peer, Optional<TlsFacts> tls) {}
