package org.posthaste.smtp.relay;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.posthaste.smtp.queue.MessageOptions;

/**
 * TLS with whoever offers it, with any certificate (RFC 7435 §1.2): it keeps out those who only listen. A message that
 * asks for more (RFC 8689) is refused, as nobody is vouched for here.
 */
public final class OpportunisticTls implements TlsPolicySource {
    private final SSLContext anyCertificate = anyCertificate();

    @Override
    public CompletionStage<TlsPolicy> policyFor(TlsPeer peer, TlsMode mode, MessageOptions.Tls demand) {
        if (mode == TlsMode.PLAIN) {
            return CompletableFuture.completedFuture(new TlsPolicy.Plain());
        }
        if (demand != MessageOptions.Tls.REQUIRED) {
            return CompletableFuture.completedFuture(new TlsPolicy.Opportunistic());
        }
        TlsFailure nobody =
                new TlsFailure(TlsResultType.VALIDATION_FAILURE, "REQUIRETLS: no policy vouches for " + peer.host());
        return CompletableFuture.completedFuture(new TlsPolicy.Refuse(
                "requiretls", "5.7.10", new TlsPolicy.Missed(TlsBasis.none(peer.domain()), nobody), false));
    }

    @Override
    public SSLContext contextFor(TlsPolicy policy) {
        return anyCertificate;
    }

    @Override
    public void result(TlsPeer peer, TlsPolicy policy, TlsOutcome outcome) {
        // Nobody reads it.
    }

    /** A context that takes every certificate: for TLS that need not be authenticated. */
    public static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no TLS", e);
        }
    }

    /** Checks nothing, which is what opportunistic TLS asks for. */
    private static final class Anybody extends X509ExtendedTrustManager {
        private static final X509Certificate[] NONE = {};

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("only servers are asked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("only servers are asked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("only servers are asked");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NONE;
        }
    }
}
