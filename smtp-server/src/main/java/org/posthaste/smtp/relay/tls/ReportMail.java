package org.posthaste.smtp.relay.tls;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.posthaste.common.address.MailAddress;

/** A report as a message (RFC 8460 §5.3). Its form is fixed and of ASCII throughout, so it is written as it stands. Pure. */
final class ReportMail {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LINE = 76;

    private ReportMail() {}

    /** The message's octets. */
    static byte[] write(TlsReport report, MailAddress to, Instant now) {
        String boundary = "=_" + report.id().replaceAll("[^0-9A-Za-z]", "");
        String text = String.join(
                "\r\n",
                "From: <" + report.contact() + ">",
                "To: <" + to + ">",
                "Subject: Report Domain: " + report.domain(),
                " Submitter: " + report.sender(),
                " Report-ID: <" + report.id() + ">",
                "Date: " + DATE.format(now),
                "Message-ID: <tlsrpt." + report.id() + ">",
                "TLS-Report-Domain: " + report.domain(),
                "TLS-Report-Submitter: " + report.sender(),
                "TLS-Required: No",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=tlsrpt;",
                " boundary=\"" + boundary + "\"",
                "",
                "This is a multipart message in MIME format.",
                "",
                "--" + boundary,
                "Content-Type: text/plain; charset=us-ascii",
                "Content-Transfer-Encoding: 7bit",
                "",
                "This is an aggregate TLS report from " + report.sender(),
                "about connections to " + report.domain() + ".",
                "",
                "--" + boundary,
                "Content-Type: application/tlsrpt+gzip",
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment;",
                " filename=\"" + report.fileName() + "\"",
                "",
                Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'}).encodeToString(report.gzip()),
                "--" + boundary + "--",
                "");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
