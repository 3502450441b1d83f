package org.posthaste.smtp.bounce;

import java.util.List;
import org.posthaste.smtp.queue.KnownRefusals;

/** The part of a report for people: first what happened, then why and what they can do, for each recipient; technical words last. */
final class PlainWords {
    private static final int COLUMNS = 72;
    private static final int NAMED = 50;
    private static final int LONGEST_FIELD = 200;
    private static final int LONGEST_ADDRESS = 320;
    private static final String INDENT = "    ";

    private final Report report;
    private final StringBuilder text = new StringBuilder(1024);

    PlainWords(Report report) {
        this.report = report;
    }

    /** @param returned how much of the message comes with the report */
    String write(Returned returned) {
        paragraph("", opening());
        List<RecipientFate> fates = report.recipients();
        for (RecipientFate fate : fates.subList(0, Math.min(NAMED, fates.size()))) {
            recipient(fate);
        }
        if (fates.size() > NAMED) {
            paragraph(
                    "",
                    "... and " + (fates.size() - NAMED)
                            + " more, all named in the delivery status part of this report.");
        }
        paragraph("", closing());
        original();
        paragraph(
                "",
                switch (returned) {
                    case FULL -> "The whole message is attached.";
                    case HEADER -> "The header of the message is attached.";
                    case NOTHING -> "The message itself could not be read any more.";
                });
        line("", "-- ");
        line("", "This report was written by the mail server " + report.hostname() + ".");
        line(
                "",
                "For its administrator: the message is " + report.message().messageId() + ", the report " + report.id()
                        + ".");
        return text.toString();
    }

    private String opening() {
        String whom = report.recipients().size() == 1
                ? "this recipient:"
                : "these " + report.recipients().size() + " recipients:";
        return switch (report.kind()) {
            case FAILED -> "Your message could not be delivered to " + whom;
            case DELAYED -> "Your message has not been delivered yet to " + whom;
            case RELAYED -> "As you asked, you are told that your message was passed on to the mail server of " + whom;
            case DELIVERED -> "As you asked, you are told that your message was delivered to " + whom;
            case UNREPORTABLE -> sender() + " could not be delivered to " + whom;
        };
    }

    private String sender() {
        String path = report.message().reversePath();
        return path.isEmpty()
                ? "A message without a sender to report to, such as an automatic answer,"
                : "A message from " + SafeText.line(path, LONGEST_FIELD) + ", an address that takes no mail here,";
    }

    private String closing() {
        return switch (report.kind()) {
            case FAILED -> "Nothing more will be tried for "
                    + (report.recipients().size() == 1 ? "this recipient" : "these recipients")
                    + ". Other recipients, if there are any, are not affected.";
            case DELAYED -> "You need not do anything, and need not send the message again: delivery is tried further. You will be told if it fails for good.";
            case RELAYED -> "That server does not report when the message arrives. You will hear of it again only if it reports a failure.";
            case DELIVERED -> "It is in the mailbox; whether somebody reads it is not reported.";
            case UNREPORTABLE -> "You get this because you are the postmaster of "
                    + report.from().domain() + ". Nobody else was told.";
        };
    }

    private void recipient(RecipientFate fate) {
        line("  ", SafeText.line(fate.address(), LONGEST_ADDRESS));
        if (report.kind() == ReportKind.RELAYED || report.kind() == ReportKind.DELIVERED) {
            if (!fate.host().isEmpty()) {
                paragraph(INDENT, "Taken over by " + server(fate) + ".");
            } else {
                text.append("\r\n");
            }
            return;
        }
        StatusMeaning meaning = StatusMeaning.of(fate.said());
        if (fate.forwarded()) {
            line(INDENT, "This address forwards its mail to another one, and there it was not taken.");
        }
        if (fate.expired()) {
            line(INDENT, "It was tried until " + report.date(fate.lastAttempt()) + ", again and again. The last time:");
        }
        line(INDENT, meaning.what());
        if (report.kind() == ReportKind.DELAYED) {
            line(INDENT, "Delivery is tried until " + report.date(fate.until()) + ".");
        } else if (report.kind() == ReportKind.FAILED) {
            line(INDENT, meaning.advice());
        }
        said(fate);
        text.append("\r\n");
    }

    private void said(RecipientFate fate) {
        if (fate.reply().isEmpty()) {
            if (!fate.ours()) {
                line(
                        INDENT,
                        "The reply of the other mail server had the code " + fate.code() + " " + fate.said() + ".");
            }
            return;
        }
        line(INDENT, fate.ours() ? "In detail:" : "The mail server " + server(fate) + " said:");
        String reply = fate.code() + " " + fate.said() + " " + fate.reply();
        line(INDENT + "  ", reply);
        if (!fate.ours()) {
            KnownRefusals.of(reply).ifPresent(known -> line(INDENT, known.explanation()));
        }
    }

    private static String server(RecipientFate fate) {
        String host = fate.host().isEmpty() ? "of the recipient" : fate.host();
        return fate.ip().isEmpty() || fate.ip().equals(fate.host()) ? host : host + " [" + fate.ip() + "]";
    }

    private void original() {
        line("", "The message:");
        for (String name : List.of("From", "To", "Subject", "Date", "Message-ID")) {
            report.header().text(name, LONGEST_FIELD).ifPresent(value -> line("  ", name + ": " + value));
        }
        line("  ", "Accepted here: " + report.date(report.message().queued()));
        text.append("\r\n");
    }

    private void paragraph(String indent, String words) {
        line(indent, words);
        text.append("\r\n");
    }

    /** Words on as many lines as they need, each indented. */
    private void line(String indent, String words) {
        if (words.equals("-- ")) {
            text.append(words).append("\r\n");
            return;
        }
        StringBuilder line = new StringBuilder(indent);
        for (String word : words.split(" ")) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > COLUMNS) {
                text.append(line).append("\r\n");
                line.setLength(0);
                line.append(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        text.append(line).append("\r\n");
    }
}
