package org.posthaste.smtp.policy;

import java.util.Optional;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.verify.Judgement;

/**
 * What is judged at the end of the message.
 *
 * @param session the connection
 * @param transaction sender and recipients
 * @param message what the parser found
 * @param judgement what was found out about its sender; empty if that was not asked
 */
public record MessageSubject(
        SmtpSession session, MailTransaction transaction, ParsedMessage message, Optional<Judgement> judgement) {}
