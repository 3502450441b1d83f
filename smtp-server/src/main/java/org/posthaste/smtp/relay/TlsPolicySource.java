package org.posthaste.smtp.relay;

import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.posthaste.smtp.queue.MessageOptions;

/** Says how well a connection must be protected, checks that it is, and learns what came of it. Thread-safe. */
public interface TlsPolicySource {
    /**
     * The policy for a host, within half a minute or so. Asked once for each connection, before it is made; and again for a message that wants another policy. Never fails: what cannot be
     * found out becomes {@link TlsPolicy.Refuse}.
     *
     * @param mode what the administrator says of the destination
     * @param demand what the message says; REQUIRED is not for reports, those with an empty reverse-path (RFC 8689 §5)
     */
    CompletionStage<TlsPolicy> policyFor(TlsPeer peer, TlsMode mode, MessageOptions.Tls demand);

    /**
     * The client side of TLS for a policy: its trust managers check the certificate, its name included, so that a
     * handshake that ends well fulfils the policy. The same object again for what may share TLS sessions. The name to
     * ask for by SNI is {@link TlsPolicy#serverName}.
     */
    SSLContext contextFor(TlsPolicy policy);

    /**
     * What became of it; never blocks. Called once for each connection that got as far as EHLO, and for each host passed over because of {@link TlsPolicy.Refuse}; not for hosts that could
     * not be reached (RFC 8460 §4.3.4).
     */
    void result(TlsPeer peer, TlsPolicy policy, TlsOutcome outcome);
}
