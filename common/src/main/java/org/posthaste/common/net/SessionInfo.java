package org.posthaste.common.net;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.posthaste.common.tls.TlsFacts;

/**
 * What is known of one open connection, for the administrator.
 *
 * @param id the {@code sid} of its log lines
 * @param server the server's name: {@code smtp}, {@code imap}, {@code pop3}
 * @param listener the listener's name
 * @param peer the client's address
 * @param user who is logged in
 * @param since when it was accepted
 * @param tls facts of its TLS layer
 * @param state what the session says of itself, such as the mailbox it has selected; empty: nothing special
 * @param received octets received from the client, without TLS
 * @param sent octets sent to the client, without TLS
 */
public record SessionInfo(
        String id,
        String server,
        String listener,
        InetSocketAddress peer,
        Optional<String> user,
        Instant since,
        Optional<TlsFacts> tls,
        String state,
        long received,
        long sent) {}
