package org.posthaste.smtp.relay;

import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;

/** Says how well a connection must be protected, checks that it is, and learns what came of it. Thread-safe. */
public interface TlsPolicySource {
    /**
     * The policy for a host. Asked once for each connection, before it is made.
     *
     * @param requireTls the message must not travel in clear or to a host nobody vouches for (RFC 8689 §4.2.1)
     */
    CompletionStage<TlsPolicy> policyFor(TlsPeer peer, boolean requireTls);

    /**
     * The client side of TLS for a policy: its trust managers check the certificate, its name included, so that a
     * handshake that ends well fulfils the policy. The same object again for what may share TLS sessions.
     */
    SSLContext contextFor(TlsPolicy policy);

    /** What became of it; called once for each connection that got as far as EHLO, never blocks. */
    void result(TlsPeer peer, TlsPolicy policy, TlsOutcome outcome);
}
