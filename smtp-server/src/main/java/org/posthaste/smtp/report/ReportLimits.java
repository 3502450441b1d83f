package org.posthaste.smtp.report;

/**
 * What a report may cost.
 *
 * @param message octets of the message that brings it
 * @param unpacked octets of the report itself
 * @param ratio unpacked to packed octets, once there are {@link #RATIO_FROM} of the former
 * @param rows kept; what comes beyond is added up without its details
 * @param reports in one message
 */
public record ReportLimits(long message, long unpacked, int ratio, int rows, int reports) {
    /** Less is not worth a refusal: small reports of the same few rows again and again pack very well. */
    static final long RATIO_FROM = 4L * 1024 * 1024;

    /** Parts of a message looked at. */
    static final int PARTS = 20;

    /** Elements or objects within each other. */
    static final int DEPTH = 16;

    /** Characters of one text, tag or comment. */
    static final int TOKEN = 64 * 1024;

    /** Characters kept of a text. */
    static final int TEXT = 1_000;

    /** Limits that no honest report meets. */
    public static final ReportLimits STANDARD = new ReportLimits(10L * 1024 * 1024, 64L * 1024 * 1024, 400, 5_000, 5);
}
