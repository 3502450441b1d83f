package org.posthaste.smtp.session;

import java.util.Optional;
import org.posthaste.smtp.verify.ServiceIds;
import org.posthaste.smtp.verify.dkim.MessageHasher;

/**
 * What is done with the octets of a message beside storing them.
 *
 * @param ours Authentication-Results fields in these names are taken out (RFC 8601 §5)
 * @param hashes what is hashed for signatures
 */
public record Treatment(Optional<ServiceIds> ours, Optional<MessageHasher.Need> hashes) {
    /** Nothing. */
    public static final Treatment NONE = new Treatment(Optional.empty(), Optional.empty());
}
