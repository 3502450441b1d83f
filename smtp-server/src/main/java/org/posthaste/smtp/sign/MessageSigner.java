package org.posthaste.smtp.sign;

import java.util.List;
import java.util.Optional;
import org.posthaste.smtp.verify.dkim.SigningKey;

/** Signs in the name of our domains. Thread-safe. */
public final class MessageSigner {
    private final DomainKeys keys;

    public MessageSigner(DomainKeys keys) {
        this.keys = keys;
    }

    /** The key that seals what a domain forwards (RFC 8617 §4.1.3): the one for RSA, which every receiver can check; empty if the domain has no keys. */
    public Optional<SigningKey> sealingKey(String domain) {
        List<SigningKey> signing = keys.signing(domain);
        return signing.isEmpty() ? Optional.empty() : Optional.of(signing.get(0));
    }
}
