package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * An action was not done, with the reason and what to do next, both for the administrator. The one exception of this package.
 */
public final class AdminRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String next;

    /** Why an action is refused; each has an exit code of the command line and a status of the endpoint. */
    public enum Reason {
        NOT_FOUND(1, 404),
        EXISTS(1, 409),
        NOT_ALLOWED(1, 403),
        BAD_CONFIGURATION(1, 422),
        USAGE(2, 400),
        UNREACHABLE(3, 503),
        PARTLY_DONE(4, 500),
        INTERNAL(3, 500);

        private final int exitCode;
        private final int httpStatus;

        Reason(int exitCode, int httpStatus) {
            this.exitCode = exitCode;
            this.httpStatus = httpStatus;
        }

        /** The exit code of the command line. */
        public int exitCode() {
            return exitCode;
        }

        /** The endpoint's status. */
        public int httpStatus() {
            return httpStatus;
        }

        /** As written in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The reason of a word; INTERNAL for one that is not known. */
        public static Reason of(String word) {
            for (Reason reason : values()) {
                if (reason.word().equals(word)) {
                    return reason;
                }
            }
            return INTERNAL;
        }
    }

    /**
     * A refusal.
     *
     * @param message what is wrong, one sentence
     * @param next what to type or do next; never empty
     */
    public AdminRefusal(Reason reason, String message, String next) {
        super(message);
        this.reason = reason;
        this.next = next;
    }

    /** A refusal that something else caused. */
    public AdminRefusal(Reason reason, String message, String next, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.next = next;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The message, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** As the endpoint and {@code --json} tell it: {@code {"error": {"code", "message", "next"}}}. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.putObject("error")
                .put("code", reason.word())
                .put("message", text())
                .put("next", next);
        return json;
    }

    /** What to type or do next. */
    public String next() {
        return next;
    }
}
