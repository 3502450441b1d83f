package org.posthaste.smtp.bounce;

import java.util.Locale;

/**
 * The part of a report for programs: {@code message/delivery-status} (RFC 3464 §2), or {@code message/global-delivery-status} (RFC 6533 §4.1) when addresses need more than ASCII and the reader knows
 * that. To others such addresses are written with the escapes of RFC 6533 §3.
 */
final class StatusFields {
    private static final int COLUMNS = 76;

    private final Report report;
    private final boolean utf8;
    private final StringBuilder text = new StringBuilder(512);

    StatusFields(Report report) {
        this.report = report;
        this.utf8 = report.readerKnowsUtf8() && !report.recipients().stream().allMatch(RecipientFate::isAscii);
    }

    /** The media type that fits the content. */
    String type() {
        return utf8 ? "message/global-delivery-status" : "message/delivery-status";
    }

    boolean isAscii() {
        return !utf8;
    }

    String write() {
        report.options().envelopeId().ifPresent(id -> field("Original-Envelope-Id", printable(id)));
        field("Reporting-MTA", "dns; " + report.hostname());
        field("Arrival-Date", report.date(report.message().queued()));
        for (RecipientFate fate : report.recipients()) {
            text.append("\r\n");
            recipient(fate);
        }
        return text.toString();
    }

    private void recipient(RecipientFate fate) {
        fate.original().ifPresent(original -> field("Original-Recipient", original(original)));
        field("Final-Recipient", typed(fate.address()));
        field("Action", report.kind().action());
        field("Status", fate.status().toString());
        if (!fate.ours() && !fate.host().isEmpty()) {
            field("Remote-MTA", "dns; " + fate.host());
        }
        field("Diagnostic-Code", diagnosis(fate));
        field("Last-Attempt-Date", report.date(fate.lastAttempt()));
        field("Final-Log-Id", report.message().messageId());
        if (report.kind() == ReportKind.DELAYED) {
            field("Will-Retry-Until", report.date(fate.until()));
        }
    }

    /** RFC 3464 §2.3.6: of the type {@code smtp} only what another host said. */
    private String diagnosis(RecipientFate fate) {
        String said = fate.code() + " " + fate.said() + " " + fate.reply();
        return (fate.ours() ? "x-posthaste; " : "smtp; ") + printable(said.strip());
    }

    /** RFC 3464 §2.3.1: as it came in ORCPT; unprintable octets cannot be in it. */
    private String original(String recipient) {
        int semicolon = recipient.indexOf(';');
        String type = recipient.substring(0, semicolon).toLowerCase(Locale.ROOT);
        String address = recipient.substring(semicolon + 1);
        return printable(type) + "; " + printable(type.equals("utf-8") && !utf8 ? escaped(address) : address);
    }

    private String typed(String address) {
        if (SafeText.isAscii(address)) {
            return "rfc822; " + address;
        }
        return "utf-8; " + (utf8 ? address : escaped(address));
    }

    /** RFC 6533 §3, {@code utf-8-addr-xtext}: all that is not ASCII as {@code \x{HEX}}. What is escaped already stays. */
    private static String escaped(String address) {
        StringBuilder escaped = new StringBuilder();
        address.codePoints().forEach(c -> {
            if (c < 0x80) {
                escaped.append((char) c);
            } else {
                escaped.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return escaped.toString();
    }

    private String printable(String value) {
        return utf8 ? SafeText.line(value, Integer.MAX_VALUE) : SafeText.ascii(value, Integer.MAX_VALUE);
    }

    /** A field, folded at blanks. */
    private void field(String name, String value) {
        StringBuilder line = new StringBuilder(name).append(':');
        boolean first = true;
        for (String word : value.split(" ")) {
            if (!first && line.length() + 1 + word.length() > COLUMNS) {
                text.append(line).append("\r\n");
                line.setLength(0);
            }
            line.append(' ').append(word);
            first = false;
        }
        text.append(line).append("\r\n");
    }
}
