package org.posthaste.common.sasl;

import java.util.Base64;
import java.util.List;
import org.posthaste.common.tls.TlsFacts;

/**
 * SCRAM-SHA-256, SCRAM-SHA-1 and their -PLUS forms (RFC 5802, RFC 7677) with the channel bindings {@code tls-exporter}
 * (RFC 9266) and {@code tls-server-end-point} (RFC 5929 §4).
 *
 * <p>Deviation: the -PLUS forms can be used wherever a binding is available, but are announced only under TLS 1.3 with
 * {@code tls-exporter}. A client cannot ask which types a server has, and those that prefer -PLUS (msmtp, and others
 * built on libgsasl) insist on {@code tls-exporter}: they would fail where the Java platform offers no exporter,
 * instead of logging in with plain SCRAM.
 */
final class ScramMechanism implements SaslMechanism {
    static final String EXPORTER = "tls-exporter";
    private static final int NONCE_OCTETS = 18;
    private static final String END_POINT = "tls-server-end-point";

    /** The binding types a client may name. */
    static final List<String> BINDING_TYPES = List.of(EXPORTER, END_POINT);

    private final ScramHash hash;
    private final boolean plus;

    ScramMechanism(ScramHash hash, boolean plus) {
        this.hash = hash;
        this.plus = plus;
    }

    @Override
    public String name() {
        return plus ? hash.mechanism() + "-PLUS" : hash.mechanism();
    }

    @Override
    public boolean usable(LoginContext context, AuthSettings settings) {
        return !plus
                || context.tls()
                        .map(TlsFacts::binding)
                        .filter(binding -> BINDING_TYPES.stream()
                                .anyMatch(type -> binding.data(type).isPresent()))
                        .isPresent();
    }

    @Override
    public boolean announced(LoginContext context, AuthSettings settings) {
        return !plus || bindingAnnounced(context);
    }

    /**
     * Whether the -PLUS forms are announced on this connection; a client that says it would have used them then is
     * being lied to by somebody in between.
     */
    static boolean bindingAnnounced(LoginContext context) {
        return context.tls()
                .filter(tls -> tls.protocol().equals("TLSv1.3"))
                .flatMap(tls -> tls.binding().data(EXPORTER))
                .isPresent();
    }

    @Override
    public SaslExchange start(LoginContext context, LoginDesk desk) {
        return new ScramExchange(hash, plus, context, desk, () -> {
            byte[] nonce = new byte[NONCE_OCTETS];
            desk.random().nextBytes(nonce);
            return Base64.getEncoder().encodeToString(nonce);
        });
    }
}
