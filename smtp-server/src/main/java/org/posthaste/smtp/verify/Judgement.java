package org.posthaste.smtp.verify;

import java.util.Optional;

/**
 * What was found out about a message, and what follows from it.
 *
 * @param authentication what the checks say
 * @param disposition what becomes of it
 * @param override why the policy of the author's domain was not applied as it stands: a type of RFC 9990 §3.1.6, a space
 *     and a comment; empty if it was, or there was none to apply
 * @param clause the sentence that decided, for journal and {@code why}
 */
public record Judgement(
        MessageAuthentication authentication, Disposition disposition, Optional<String> override, String clause) {}
