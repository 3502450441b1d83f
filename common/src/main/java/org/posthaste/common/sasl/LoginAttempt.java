package org.posthaste.common.sasl;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One login on its way: who, from where, since when. Writes the one log line of its outcome. */
record LoginAttempt(LoginContext context, String mechanism, String name, long startedNanos) {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedAuthenticator.class);
    private static final int LOGGED_NAME = 100;

    static LoginAttempt of(LoginContext context, String mechanism, String typedName) {
        return new LoginAttempt(context, mechanism, PasswordText.name(typedName), System.nanoTime());
    }

    /** What is left of {@code total} since the attempt began. */
    Duration remaining(Duration total) {
        Duration left = total.minusNanos(System.nanoTime() - startedNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    void log(String status) {
        LOG.info(
                "login status={} user={} peer={} protocol={} mechanism={} tls={} sid={} ms={}",
                status,
                printable(name),
                context.peer().getHostAddress(),
                context.protocol(),
                mechanism.toLowerCase(Locale.ROOT),
                context.tls().isPresent(),
                context.sid(),
                (System.nanoTime() - startedNanos) / 1_000_000);
    }

    /** Why a token is not taken; tokens themselves are never shown. */
    void logReason(@Nullable String reason) {
        LOG.debug("token refused user={} sid={} reason=\"{}\"", printable(name), context.sid(), reason);
    }

    void logFailure(Throwable cause) {
        LOG.error("login could not be checked user={} sid={}", printable(name), context.sid(), cause);
    }

    /** Names come from strangers: nothing in them may look like another line or field of the log. */
    private static String printable(String name) {
        String cut = name.substring(0, Math.min(name.length(), LOGGED_NAME));
        return cut.isEmpty() ? "-" : cut.replaceAll("[^\\p{L}\\p{N}@._+~-]", "?");
    }
}
