package org.posthaste.common.message;

import static org.posthaste.common.message.OddMessages.raw;
import static org.posthaste.common.message.OddMessages.usual;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.message.OddMessages.Odd;

/** Messages whose lines or line ends are odd. */
final class OddLines {
    private static final String HEADER = "From: a@example.org\r\nSubject: lines\r\nMIME-Version: 1.0\r\n";

    private OddLines() {}

    static List<Odd> all() {
        List<Odd> all = new ArrayList<>();
        all.add(usual("dots", "", ".", "..", "...", ".leading", " .", ".", "x."));
        all.add(usual("dots-only", "", "."));
        all.add(usual("dots-thousand", "", ".\r\n".repeat(1000)));
        all.add(usual("blank-lines", "", "", "", "", "x", "", "", ""));
        all.add(usual("trailing-blanks", "", "x   ", "\t", "   ", "y\t"));
        all.add(usual("line-998", "", "x".repeat(998), "y"));
        all.add(usual("header-line-998", "X-Long: " + "x".repeat(990), "", "y"));
        all.add(usual("line-998-dots", "", ".".repeat(998)));
        all.add(usual("from-lines", "", "From the start", ">From quoted", "from lower"));
        all.add(usual("smtp-lookalike", "", "QUIT", "RSET", "MAIL FROM:<x@y>", "DATA", "250 OK"));
        all.add(usual("imap-lookalike", "", ")", "a1 OK done", "* BYE", "{5}", "+ go"));
        all.add(usual(
                "big-64k", "", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n".repeat(1024)));
        all.add(usual(
                "big-base64",
                "Content-Type: application/octet-stream",
                "Content-Transfer-Encoding: base64",
                "",
                ("QUJD".repeat(19) + "\r\n").repeat(3000)));
        all.add(usual("tabs-and-controls", "", "\ttab\u000bvertical\fform\u0008back\u007fdelete\u001aend"));
        all.add(raw("odd-no-final-line-end", HEADER + "\r\nlast line is open"));
        all.add(raw(
                "odd-no-final-line-end-multipart",
                HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--"));
        all.add(raw("odd-final-cr", HEADER + "\r\nlast\r"));
        all.add(raw("odd-final-lf", HEADER + "\r\nlast\n"));
        all.add(raw("odd-lf-only", (HEADER + "\r\none\r\ntwo\r\n").replace("\r\n", "\n")));
        all.add(raw(
                "odd-lf-only-multipart",
                (HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\r\ny\r\n--b--\r\n")
                        .replace("\r\n", "\n")));
        all.add(raw("odd-cr-only", (HEADER + "\r\none\r\ntwo\r\n").replace("\r\n", "\r")));
        all.add(raw(
                "odd-mixed-ends",
                "From: a@example.org\nSubject: x\r\nTo: b@example.org\n\r\none\ntwo\r\nthree\rfour\r\r\nfive\n\r"));
        all.add(raw(
                "odd-mixed-multipart",
                HEADER + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\r\n--b\r\n\ny\n--b--\r\n"));
        all.add(raw("odd-cr-in-header", "From: a@example.org\r\nSubject: one\rtwo\r\n\r\nx\r\n"));
        all.add(raw("odd-smuggling", HEADER + "\r\none\n.\r\nMAIL FROM:<x@y>\r\n\r.\r\ntwo\n.\nthree\r\n"));
        all.add(raw("odd-nul-in-body", HEADER + "\r\na\0b\r\n\0\0\0\r\n"));
        all.add(raw("odd-nul-in-header", "From: a\0b@example.org\r\nSubject: n\0u\0l\r\nTo: \0\r\n\r\nx\r\n"));
        all.add(raw("odd-nul-only", "\0\0\0\0"));
        all.add(raw("odd-long-line", HEADER + "\r\n" + "x".repeat(100_000) + "\r\n"));
        all.add(raw("odd-long-header-line", "Subject: " + "x".repeat(100_000) + "\r\n\r\nx\r\n"));
        all.add(raw("odd-long-name", "X-" + "y".repeat(5000) + ": z\r\n\r\nx\r\n"));
        all.add(raw(
                "odd-long-boundary-candidate",
                HEADER + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b" + "-".repeat(5000)
                        + "\r\n--b\r\n\r\nx\r\n--b--\r\n"));
        all.add(raw(
                "odd-binary",
                HEADER + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                        + everyPair()));
        return all;
    }

    private static String everyPair() {
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            octets.append((char) i).append((char) (255 - i)).append((char) (i * 7 & 0xff));
        }
        return octets.toString();
    }
}
