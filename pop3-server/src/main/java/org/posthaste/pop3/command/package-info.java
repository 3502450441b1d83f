/**
 * One class per command; {@link org.posthaste.pop3.command.Pop3Commands} lists them. Commands are stateless and shared by all sessions.
 */
@NullMarked
package org.posthaste.pop3.command;

import org.jspecify.annotations.NullMarked;
