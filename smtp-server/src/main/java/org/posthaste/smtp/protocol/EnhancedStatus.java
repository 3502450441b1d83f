package org.posthaste.smtp.protocol;

/**
 * An enhanced status code (RFC 3463 §2), such as {@code 5.1.1}.
 *
 * @param kind 2 success, 4 persistent transient failure, 5 permanent failure
 * @param subject what the status is about
 * @param detail the precise condition
 */
public record EnhancedStatus(int kind, int subject, int detail) {
    public EnhancedStatus {
        if (kind != 2 && kind != 4 && kind != 5 || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("not an enhanced status: " + kind + "." + subject + "." + detail);
        }
    }

    /** The status written as {@code class.subject.detail}. */
    public static EnhancedStatus of(String text) {
        String[] parts = text.split("\\.", 3);
        return new EnhancedStatus(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    @Override
    public String toString() {
        return kind + "." + subject + "." + detail;
    }
}
