/**
 * What is known of one SMTP connection: facts, state, mail transaction, and what a command can ask to happen next.
 * Everything here but the configuration is confined to the session's executor.
 */
@NullMarked
package org.posthaste.smtp.session;

import org.jspecify.annotations.NullMarked;
