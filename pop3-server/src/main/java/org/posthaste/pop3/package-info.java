/**
 * The POP3 server (RFC 1939): {@link org.posthaste.pop3.Pop3Server} listens, {@link org.posthaste.pop3.Pop3Dispatcher} runs one connection's commands. Wiring only; what the commands do is in
 * {@code command}. Sessions are confined to their connection's executor.
 */
@NullMarked
package org.posthaste.pop3;

import org.jspecify.annotations.NullMarked;
