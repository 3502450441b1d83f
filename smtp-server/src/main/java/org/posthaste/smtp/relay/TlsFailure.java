package org.posthaste.smtp.relay;

/**
 * A policy that is not met.
 *
 * @param type in the words of RFC 8460
 * @param reason more of it, for log, journal and report ({@code failure-reason-code}); one line
 */
public record TlsFailure(TlsResultType type, String reason) {
    private static final int LONGEST = 200;

    public TlsFailure {
        String line = reason.replaceAll("[^ -~]+", " ").strip();
        reason = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? type.text() : type.text() + ": " + reason;
    }
}
