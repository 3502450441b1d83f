package org.posthaste.smtp.bounce;

/** What a report tells; the Action field's word (RFC 3464 §2.3.3) and the Subject, which never changes so that people can filter by it. */
enum ReportKind {
    /** Recipients will never get the message. */
    FAILED("failed", 5, "Your message could not be delivered"),
    /** They have not got it yet. */
    DELAYED("delayed", 4, "Your message is delayed"),
    /** It was handed to hosts that report no success. */
    RELAYED("relayed", 2, "Your message was passed on"),
    /** It is in their mailboxes here. */
    DELIVERED("delivered", 2, "Your message was delivered"),
    /** A message without a sender, such as a report, or one whose sender does not exist, could not be delivered; for the postmaster. */
    UNREPORTABLE("failed", 5, "A message could not be delivered, and nobody could be told");

    private final String action;
    private final int statusClass;
    private final String subject;

    ReportKind(String action, int statusClass, String subject) {
        this.action = action;
        this.statusClass = statusClass;
        this.subject = subject;
    }

    String action() {
        return action;
    }

    /** First digit of the enhanced status codes that fit (RFC 3463 §3.1). */
    int statusClass() {
        return statusClass;
    }

    String subject() {
        return subject;
    }
}
