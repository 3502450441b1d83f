package org.posthaste.smtp.sign;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthaste.smtp.verify.dkim.DkimSigner;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.posthaste.smtp.verify.dkim.SigningKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in the name of our domains, with each of their keys (RFC 6376 §4, RFC 8463 §3). Thread-safe.
 *
 * <p>Fails: never. What cannot be signed is logged, and goes without a signature: mail that is not signed may arrive, mail that is refused does not.
 */
public final class MessageSigner {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSigner.class);

    private final DomainKeys keys;
    private final Clock clock;

    /** A signer with the keys of our domains. */
    public MessageSigner(DomainKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The DKIM-Signature fields of a message, each with its line end, to be put on top of its header.
     *
     * @param message hashed for signing
     * @param addedFields whole fields that will stand between these signatures and the header, the first on top
     * @param domain in whose name; empty text if it has no keys
     */
    public String sign(HashedMessage message, List<byte[]> addedFields, String domain) {
        return sign(message, addedFields, signing(domain));
    }

    private String sign(HashedMessage message, List<byte[]> addedFields, List<SigningKey> with) {
        StringBuilder fields = new StringBuilder();
        Instant now = clock.instant();
        for (SigningKey key : with) {
            try {
                fields.append(DkimSigner.sign(message, addedFields, key, now));
            } catch (RuntimeException e) {
                LOG.error("mail goes without a signature key={}", key, e);
            }
        }
        return fields.toString();
    }

    private List<SigningKey> signing(String domain) {
        try {
            return keys.signing(domain);
        } catch (RuntimeException e) {
            LOG.error("mail goes without a signature, the keys of {} cannot be read: {}", domain, e.toString());
            return List.of();
        }
    }

    /** The key that seals what a domain forwards (RFC 8617 §4.1.3): the one for RSA, which every receiver can check; empty if the domain has no keys. */
    public Optional<SigningKey> sealingKey(String domain) {
        return signing(domain).stream().findFirst();
    }

    /**
     * The DKIM-Signature fields of a message this server made itself: in the name of its author's domain, or else of the nearest one above that has keys, which is as good for DMARC (RFC 9989 §4.4.1), as for a
     * postmaster of the host.
     */
    public String signGenerated(HashedMessage message, String domain) {
        for (String name = domain; name.indexOf('.') > 0; name = name.substring(name.indexOf('.') + 1)) {
            List<SigningKey> with = signing(name);
            if (!with.isEmpty()) {
                return sign(message, List.of(), with);
            }
        }
        return "";
    }

    /** The same, with the message behind the fields. */
    public byte[] signGenerated(byte[] message, String domain) {
        MessageHasher hasher = new MessageHasher(MessageHasher.Need.SIGN);
        hasher.write(message, 0, message.length);
        byte[] fields = signGenerated(hasher.finish(), domain).getBytes(StandardCharsets.US_ASCII);
        byte[] signed = new byte[fields.length + message.length];
        System.arraycopy(fields, 0, signed, 0, fields.length);
        System.arraycopy(message, 0, signed, fields.length, message.length);
        return signed;
    }
}
