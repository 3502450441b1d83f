package org.posthaste.smtp.sign;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.posthaste.smtp.verify.dkim.SigningKey.Algorithm;

/**
 * One of a domain's keys, without its secret. A value.
 *
 * @param domain as A-labels in lower case
 * @param selector under which the public key is published
 * @param created when it was made
 * @param changed when it came into its state
 * @param publicKey in Base64, as the record holds it
 * @param file where the private key lies
 */
public record DomainKey(
        String domain,
        String selector,
        Algorithm algorithm,
        State state,
        Instant created,
        Instant changed,
        String publicKey,
        Path file) {
    /**
     * How long the record of a key stays after its last signature: mail may wait five days in a queue before its
     * signature is checked (RFC 6376 §3.1, RFC 5321 §4.5.4.1).
     */
    public static final Duration OVERLAP = Duration.ofDays(7);

    /** When the private key of a retired key is deleted. */
    public static final Duration KEPT = Duration.ofDays(30);

    /** What a key does. */
    public enum State {
        /** Published first; signs when its record has been seen in the DNS, or when told to. */
        WAITING,
        /** Signs. */
        SIGNING,
        /** Signs no more. Stays published until the overlap is over. */
        RETIRED
    }

    /** Where the record belongs (RFC 6376 §3.6.2.1), without the last full stop. */
    public String recordName() {
        return selector + "._domainkey." + domain;
    }

    /** The record (RFC 6376 §3.6.1, RFC 8463 §3). */
    public String recordText() {
        return "v=DKIM1; k=" + algorithm.keyType() + "; p=" + publicKey;
    }

    /** True while others need the record. */
    public boolean published(Instant now) {
        return state != State.RETIRED || now.isBefore(removable());
    }

    /** When the record of a retired key may be removed. */
    public Instant removable() {
        return changed.plus(OVERLAP);
    }
}
