package org.posthaste.smtp.verify;

import java.net.InetAddress;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.verify.dkim.HashedMessage;

/**
 * What there is to verify.
 *
 * @param client the address it came from
 * @param helo what the client called itself
 * @param mailFrom the reverse-path; empty for the null path
 * @param message hashed for verifying
 */
public record ArrivingMessage(InetAddress client, String helo, Optional<MailAddress> mailFrom, HashedMessage message) {}
