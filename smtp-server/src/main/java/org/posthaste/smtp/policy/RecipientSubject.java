package org.posthaste.smtp.policy;

import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpSession;

/**
 * What is judged at RCPT.
 *
 * @param session the connection
 * @param transaction with the sender and the recipients before this one
 * @param address the recipient
 * @param resolution what it means here
 */
public record RecipientSubject(
        SmtpSession session, MailTransaction transaction, MailAddress address, Resolution resolution) {}
