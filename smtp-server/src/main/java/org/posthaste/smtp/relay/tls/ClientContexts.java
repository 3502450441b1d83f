package org.posthaste.smtp.relay.tls;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.posthaste.smtp.relay.OpportunisticTls;
import org.posthaste.smtp.relay.TlsPolicy;

/**
 * TLS contexts by policy. A context resumes sessions only of its own, so that a session made under a weaker policy never passes for one that was verified. What is used least is forgotten.
 * Thread-safe.
 */
final class ClientContexts {
    private static final int KEPT = 500;
    private static final int CACHED_SESSIONS = 200;
    private static final int SESSION_SECONDS = 3600;

    private final PolicyVerifier verifier;
    private final SSLContext anybody = OpportunisticTls.anyCertificate();
    private final Map<TlsPolicy, SSLContext> contexts = new LinkedHashMap<>(16, 0.75f, true);

    ClientContexts(PolicyVerifier verifier) {
        this.verifier = verifier;
    }

    /** The context whose handshakes end well only if the policy is met, or need not be. */
    SSLContext of(TlsPolicy policy) {
        if (!policy.mandatory()) {
            return anybody;
        }
        if (policy instanceof TlsPolicy.Dane || policy instanceof TlsPolicy.Verified) {
            synchronized (contexts) {
                SSLContext context = contexts.computeIfAbsent(policy, unknown -> verifying(policy));
                if (contexts.size() > KEPT) {
                    contexts.remove(contexts.keySet().iterator().next());
                }
                return context;
            }
        }
        return anybody;
    }

    private SSLContext verifying(TlsPolicy policy) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[] {new PolicyTrustManager(policy, verifier)}, null);
            context.getClientSessionContext().setSessionCacheSize(CACHED_SESSIONS);
            context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no TLS", e);
        }
    }
}
