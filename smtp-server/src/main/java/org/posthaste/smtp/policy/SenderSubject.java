package org.posthaste.smtp.policy;

import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.session.SmtpSession;

/**
 * What is judged at MAIL.
 *
 * @param session the connection
 * @param sender the reverse-path; empty for the null path
 * @param parameters of MAIL
 */
public record SenderSubject(SmtpSession session, Optional<MailAddress> sender, MailParameters parameters) {}
