package org.posthaste.smtp.report;

/** A report cannot be read; the message says why, for the journal and the list of reports. */
public final class UnreadableReport extends Exception {
    private static final long serialVersionUID = 1;

    /** For a reason. */
    public UnreadableReport(String reason) {
        super(reason);
    }

    /** For a reason with a cause. */
    UnreadableReport(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** The reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
