/**
 * SMTP commands, one class each; {@link org.posthaste.smtp.command.SmtpCommands} lists them. Immutable and shared by
 * all sessions; each call belongs to its session's executor.
 */
@NullMarked
package org.posthaste.smtp.command;

import org.jspecify.annotations.NullMarked;
