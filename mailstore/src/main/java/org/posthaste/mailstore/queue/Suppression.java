package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;

/**
 * An address that nothing is sent to.
 *
 * @param since when that began
 * @param until when it ends; if not said, never by itself
 * @param reason for people to read, such as the reply that refused the address for good
 */
public record Suppression(MailAddress address, Instant since, Optional<Instant> until, String reason) {}
