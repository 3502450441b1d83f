package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.common.config.ConfigException;
import org.posthaste.mailstore.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every failure of a command looks like: a sentence, and what to type next. Thread-safe. */
final class Failure {
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    private Failure() {}

    /** Prints it, and returns the exit code. */
    static int print(Exception e, PrintWriter err, boolean json) {
        AdminRefusal refusal = refusal(e);
        if (json) {
            err.println(Json.pretty(refusal.json()));
        } else {
            err.println("posthaste: " + refusal.text());
            err.println("Next: " + refusal.next());
        }
        err.flush();
        return refusal.reason().exitCode();
    }

    private static AdminRefusal refusal(Exception e) {
        if (e instanceof AdminRefusal refusal) {
            return refusal;
        }
        if (e instanceof ConfigException config) {
            return new AdminRefusal(
                    Reason.BAD_CONFIGURATION,
                    "The configuration has errors:\n  " + String.join("\n  ", config.problems()),
                    "correct these places, then: posthaste config check",
                    e);
        }
        if (e instanceof StoreException store) {
            return new AdminRefusal(
                    Reason.UNREACHABLE,
                    "The store cannot be opened: " + rootCause(store),
                    "see docs/operations.md, \"When something is wrong\"",
                    e);
        }
        if (e instanceof UncheckedIOException io) {
            return new AdminRefusal(Reason.UNREACHABLE, sentence(io), "correct that, then the same command again", e);
        }
        LOG.error("the command failed", e);
        return new AdminRefusal(
                Reason.INTERNAL,
                "This failed: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                "the same command again; if it stays, report it with what `posthaste --version` says",
                e);
    }

    /** The first line of what really went wrong, below what wrapped it. */
    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; depth < 20 && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse(cause.toString());
    }

    private static String sentence(UncheckedIOException e) {
        if (e.getCause() instanceof AccessDeniedException denied) {
            return "This user may not read or write " + denied.getFile() + ".";
        }
        return Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElseGet(e::toString) + ".";
    }
}
