package org.posthaste.smtp.policy;

import org.posthaste.common.message.ParsedMessage;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpSession;

/**
 * What is judged at the end of the message.
 *
 * @param session the connection
 * @param transaction sender and recipients
 * @param message what the parser found
 */
public record MessageSubject(SmtpSession session, MailTransaction transaction, ParsedMessage message) {}
