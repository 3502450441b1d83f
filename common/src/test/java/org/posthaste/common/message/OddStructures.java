package org.posthaste.common.message;

import static org.posthaste.common.message.OddMessages.mail;
import static org.posthaste.common.message.OddMessages.usual;
import static org.posthaste.common.message.OddMessages.utf8;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.message.OddMessages.Odd;

/** Messages whose MIME structure is odd. */
final class OddStructures {
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private OddStructures() {}

    static List<Odd> all() {
        List<Odd> all = new ArrayList<>();
        addOrdinary(all);
        addBoundaries(all);
        addTypes(all);
        addDispositions(all);
        addNested(all);
        return all;
    }

    private static String part(String fields, String body) {
        return fields + (fields.isEmpty() ? "" : "\r\n") + "\r\n" + body;
    }

    private static String multipart(String type, String boundary, String... parts) {
        StringBuilder text =
                new StringBuilder("Content-Type: multipart/" + type + "; boundary=\"" + boundary + "\"\r\n\r\n");
        for (String part : parts) {
            text.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
        }
        return text.append("--").append(boundary).append("--").toString();
    }

    private static void addOrdinary(List<Odd> all) {
        String plain = part(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", utf8("Gr\u00fc\u00dfe"));
        String html = part(
                "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable",
                "<p>Gr=C3=BC=C3=9Fe <img src=3D\"cid:logo\"></p>");
        String image = part(
                "Content-Type: image/png; name=logo.png\r\n"
                        + "Content-Transfer-Encoding: base64\r\n"
                        + "Content-ID: <logo>\r\n"
                        + "Content-Disposition: inline; filename=logo.png",
                PNG);
        String pdf = part(
                "Content-Type: application/pdf\r\n"
                        + "Content-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=\"a b.pdf\"",
                "JVBERi0xLjQK");
        all.add(usual("alternative", multipart("alternative", "b1", plain, html)));
        all.add(usual("mixed-attachment", multipart("mixed", "b1", plain, pdf)));
        all.add(usual("related", multipart("related; type=\"text/html\"", "b1", html, image)));
        all.add(usual(
                "alternative-in-mixed",
                multipart(
                        "mixed",
                        "b1",
                        multipart("alternative", "b2", plain, multipart("related", "b3", html, image)),
                        pdf)));
        all.add(usual(
                "attachment-only",
                "Content-Type: application/octet-stream; name=x.bin\r\n"
                        + "Content-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=x.bin\r\n\r\n"
                        + "AAECAwQF"));
        all.add(usual("html-only", html));
        all.add(usual("parallel", multipart("parallel", "b1", plain, image)));
        all.add(usual(
                "preamble-and-epilogue",
                multipart("mixed", "b1", plain)
                                .replace(
                                        "\r\n\r\n--b1\r\n",
                                        "\r\n\r\nThis is a multi-part message in MIME format.\r\n--b1\r\n")
                        + "\r\nEpilogue.\r\nMore."));
        all.add(usual(
                "empty-parts",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n"
                        + "--b\r\n\r\n"
                        + "--b\r\n\r\n\r\n"
                        + "--b\r\n"
                        + "Content-Type: text/html\r\n"
                        + "--b\r\n"
                        + "Content-Type: text/html\r\n\r\n"
                        + "--b--"));
        all.add(usual(
                "base64-odd",
                "Content-Type: text/plain\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n"
                        + "SGVs bG8s\r\n\r\n"
                        + "!IHdv*cmxk\r\n"
                        + "Lg==\r\n"
                        + "TW9yZQ=="));
        all.add(usual(
                "quoted-printable-odd",
                "Content-Type: text/plain; charset=iso-8859-1\r\n"
                        + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                        + "Caf=e9 =ZZ = =\r\n"
                        + "soft=   \r\n"
                        + "break=\r\n\r\n"
                        + "trailing   \r\n"
                        + "=3D=3d="));
        all.add(usual("uuencode-body", "\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend"));
        all.add(usual(
                "uuencode-encoding",
                "Content-Type: application/octet-stream\r\n"
                        + "Content-Transfer-Encoding: x-uuencode\r\n\r\n"
                        + "begin 644 cat.txt\r\n"
                        + "#0V%T\r\n"
                        + "`\r\n"
                        + "end"));
        all.add(mail("mime-version-missing", "From: a@example.org", multipart("mixed", "b1", plain, pdf)));
        all.add(mail(
                "mime-version-comment",
                "MIME-Version: (produced by X) 1.0 (really)",
                multipart("mixed", "b1", plain, pdf)));
    }

    private static void addBoundaries(List<Odd> all) {
        all.add(usual("boundary-never", "Content-Type: multipart/mixed; boundary=b\r\n\r\nno boundary at all"));
        all.add(usual("boundary-missing", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx\r\n--b--"));
        all.add(usual("boundary-empty", "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx\r\n----"));
        all.add(usual("boundary-wrong", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--c\r\n\r\nx\r\n--c--"));
        all.add(usual(
                "boundary-not-closed",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n\r\ny"));
        all.add(usual(
                "boundary-closed-twice",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n--b--\r\n--b\r\n\r\ny"));
        all.add(usual("boundary-closed-at-once", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--"));
        all.add(usual(
                "boundary-in-header",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n"
                        + "Content-Type: text/html\r\n"
                        + "--b\r\n\r\n"
                        + "y\r\n"
                        + "--b--"));
        all.add(usual(
                "boundary-blanks",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b  \r\n\r\nx\r\n--b\t\r\n\r\ny\r\n--b-- "));
        all.add(usual(
                "boundary-junk-behind",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n\r\n"
                        + "x\r\n"
                        + "--bb\r\n"
                        + "--b x\r\n"
                        + "--b-\r\n"
                        + "--b--x\r\n"
                        + "--b--"));
        all.add(usual(
                "boundary-prefix-outer",
                "Content-Type: multipart/mixed; boundary=bound\r\n\r\n"
                        + "--bound\r\n"
                        + "Content-Type: multipart/mixed; boundary=bound1\r\n\r\n"
                        + "--bound1\r\n\r\n"
                        + "x\r\n"
                        + "--bound1--\r\n"
                        + "--bound--"));
        all.add(usual(
                "boundary-prefix-inner",
                "Content-Type: multipart/mixed; boundary=bound1\r\n\r\n"
                        + "--bound1\r\n"
                        + "Content-Type: multipart/mixed; boundary=bound\r\n\r\n"
                        + "--bound\r\n\r\n"
                        + "x\r\n"
                        + "--bound--\r\n"
                        + "--bound1--"));
        all.add(usual(
                "boundary-same-twice",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n\r\n"
                        + "x\r\n"
                        + "--b--\r\n"
                        + "--b--"));
        all.add(usual(
                "boundary-inner-not-closed",
                "Content-Type: multipart/mixed; boundary=o\r\n\r\n"
                        + "--o\r\n"
                        + "Content-Type: multipart/mixed; boundary=i\r\n\r\n"
                        + "--i\r\n\r\n"
                        + "x\r\n"
                        + "--o\r\n\r\n"
                        + "y\r\n"
                        + "--o--"));
        all.add(usual(
                "boundary-ends-with-dashes",
                "Content-Type: multipart/mixed; boundary=\"b--\"\r\n\r\n--b--\r\n\r\nx\r\n--b----"));
        all.add(usual(
                "boundary-of-dashes",
                "Content-Type: multipart/mixed; boundary=\"----\"\r\n\r\n------\r\n\r\nx\r\n--------"));
        all.add(usual(
                "boundary-specials",
                "Content-Type: multipart/mixed; boundary=\"=_(x)'+_,-./:=? y\"\r\n\r\n"
                        + "--=_(x)'+_,-./:=? y\r\n\r\n"
                        + "x\r\n"
                        + "--=_(x)'+_,-./:=? y--"));
        all.add(usual(
                "boundary-unquoted-specials",
                "Content-Type: multipart/mixed; boundary=----=_Part_1.2_3\r\n\r\n"
                        + "------=_Part_1.2_3\r\n\r\n"
                        + "x\r\n"
                        + "------=_Part_1.2_3--"));
        all.add(usual(
                "boundary-long",
                "Content-Type: multipart/mixed; boundary=\"" + "x".repeat(200) + "\"\r\n\r\n--" + "x".repeat(200)
                        + "\r\n\r\nx\r\n--" + "x".repeat(200) + "--"));
        all.add(usual(
                "boundary-eight-bit",
                "Content-Type: multipart/mixed; boundary=\"\u00e4\u00f6\"\r\n\r\n"
                        + "--\u00e4\u00f6\r\n\r\n"
                        + "x\r\n"
                        + "--\u00e4\u00f6--"));
        all.add(usual(
                "boundary-continued",
                "Content-Type: multipart/mixed; boundary*0=ab; boundary*1=cd\r\n\r\n--abcd\r\n\r\nx\r\n--abcd--"));
        all.add(usual("boundary-at-end", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b"));
        all.add(usual(
                "boundary-in-base64",
                "Content-Type: multipart/mixed; boundary=b\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n"
                        + "--b\r\n\r\n"
                        + "x\r\n"
                        + "--b--"));
    }

    private static void addTypes(List<Odd> all) {
        String[] types = {
            "text",
            "text/",
            "/plain",
            "",
            ";",
            "text/plain;",
            "text/plain; charset",
            "text/plain; charset=",
            "text/plain; charset=\"utf-8",
            "text/plain; charset = \"utf-8\" ; format = flowed",
            "text/plain charset=utf-8",
            "text/plain; charset=us-ascii (Plain text)",
            "text / plain; charset=utf-8",
            "TEXT/PLAIN; CHARSET=UTF-8",
            "\"text/plain\"; charset=utf-8",
            "text/plain; charset='utf-8'",
            "text/plain; =x; ; a=b; a=c",
            "text/x-\u00e4; name=\"\u00fc.txt\"",
            "text/plain\r\n\t; charset\r\n\t=\r\n\tutf-8",
            "multipart/",
            "multipart; boundary=b",
            "message",
            "application/ms-tnef; name=\"winmail.dat\"",
            "x-unknown-type",
            "text/html, text/plain",
        };
        for (int i = 0; i < types.length; i++) {
            all.add(usual("type-" + (i + 1), "Content-Type: " + types[i], "", "Text."));
        }
        all.add(usual("type-repeated", "Content-Type: text/html", "Content-Type: text/plain", "", "<p>"));
        for (String encoding : List.of(
                "8BIT",
                "Binary",
                "7-bit",
                "",
                "base64 ",
                "\"base64\"",
                "base64 (comment)",
                "utf-8",
                "uuencode",
                "quoted-printable;x=y")) {
            all.add(usual(
                    "encoding-" + all.size(),
                    "Content-Type: text/plain",
                    "Content-Transfer-Encoding: " + encoding,
                    "",
                    "VGV4dA=="));
        }
    }

    private static void addDispositions(List<Odd> all) {
        String[] dispositions = {
            "attachment",
            "ATTACHMENT; FileName=\"Big.TXT\"",
            "attachment; filename=My File.pdf; size=10",
            "attachment; filename=\"quote \\\" and \\\\ backslash.txt\"",
            "attachment; filename*=utf-8''%e2%82%ac%20rates.pdf",
            "attachment; filename=\"plain.pdf\"; filename*=utf-8'en'%c3%a4.pdf",
            "attachment;\r\n filename*0=\"a very long name \";\r\n filename*1=\"that goes on.pdf\"",
            "attachment;\r\n filename*1*=%20two.pdf;\r\n filename*0*=utf-8''%c3%a4",
            "attachment; filename*0*=iso-8859-1''%e4; filename*1=\"%41.txt\"",
            "attachment; filename=\"=?utf-8?B?w6QucGRm?=\"",
            "attachment; filename==?utf-8?Q?=C3=A4.pdf?=",
            "attachment; filename*=broken%zz%c3; filename*x=y; filename*99999999999=z",
            "inline; filename=\"" + utf8("\u65e5\u672c.txt") + "\"",
            "attachment; filename=\"C:\\temp\\x.txt\"",
            "attachment; creation-date=\"Tue, 14 May 2024 09:31:07 +0200\"; read-date=x; size=",
            "; filename=x",
            "form-data; name=\"f\"; filename=\"x\"",
        };
        for (int i = 0; i < dispositions.length; i++) {
            all.add(usual(
                    "disposition-" + (i + 1),
                    "Content-Type: application/octet-stream",
                    "Content-Disposition: " + dispositions[i],
                    "",
                    "x"));
        }
        all.add(usual(
                "extension-data",
                "Content-Type: text/plain",
                "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
                "Content-Language: en, de-DE (German)",
                "Content-Location: http://example.org/a b",
                "Content-ID: <id@x>",
                "Content-Description: =?utf-8?Q?=C3=A4?= \"quoted\"",
                "Content-Disposition: inline",
                "",
                "x"));
    }

    private static void addNested(List<Odd> all) {
        String inner = "From: inner@example.org\r\nSubject: inner\r\nContent-Type: text/html\r\n\r\n<p>inner</p>";
        all.add(usual("forwarded", "Content-Type: message/rfc822\r\n\r\n" + inner));
        all.add(usual(
                "forwarded-attached",
                multipart(
                        "mixed",
                        "b",
                        part("", "see below"),
                        part("Content-Type: message/rfc822\r\nContent-Disposition: attachment", inner))));
        all.add(usual(
                "forwarded-multipart",
                multipart(
                        "mixed",
                        "b",
                        part(
                                "Content-Type: message/rfc822",
                                "Subject: x\r\n" + multipart("mixed", "b2", part("", "x"), part("", "y"))))));
        all.add(usual(
                "forwarded-base64",
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQp4"));
        all.add(usual("forwarded-empty", "Content-Type: message/rfc822\r\n"));
        all.add(usual(
                "forwarded-empty-in-multipart",
                multipart("mixed", "b", "Content-Type: message/rfc822\r\n", "Content-Type: message/rfc822\r\n\r\n")));
        all.add(usual(
                "forwarded-header-only",
                multipart(
                        "mixed",
                        "b",
                        part("Content-Type: message/rfc822", "Subject: x"),
                        part("Content-Type: message/rfc822", "Subject: x\r\n"))));
        all.add(usual(
                "forwarded-forwarded",
                "Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n" + inner));
        all.add(usual(
                "global",
                "Content-Type: message/global\r\n\r\n"
                        + utf8("From: j\u00fcrgen@example.org\r\nSubject: \u00e4\r\n\r\n\u00f6")));
        all.add(usual(
                "digest",
                multipart(
                        "digest",
                        "b",
                        part("", inner),
                        part("", "Subject: second\r\n\r\nx"),
                        part("Content-Type: text/plain", "a note"))));
        all.add(usual(
                "digest-rfc1153",
                "\r\nTopics:\r\n\r\n" + "-".repeat(70) + "\r\n\r\nFrom: a@example.org\r\n\r\nText\r\n\r\n"
                        + "-".repeat(30) + "\r\n\r\nEnd of Digest"));
        all.add(usual(
                "partial", "Content-Type: message/partial; id=\"x\"; number=1; total=3\r\n\r\nSubject: part\r\n\r\nx"));
        all.add(usual(
                "external-body",
                "Content-Type: message/external-body; access-type=URL; URL=\"http://example.org/\"\r\n\r\n"
                        + "Content-Type: image/gif\r\n\r\n"));
        StringBuilder deep = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\r\n\r\n");
        for (int i = 0; i < 150; i++) {
            deep.append("--b")
                    .append(i)
                    .append("\r\nContent-Type: multipart/mixed; boundary=b")
                    .append(i + 1)
                    .append("\r\n\r\n");
        }
        all.add(usual("deep-multiparts", deep + "--b150\r\n\r\ndeepest\r\n--b150--"));
        all.add(usual("deep-messages", "Content-Type: message/rfc822\r\n\r\n".repeat(150) + "deepest"));
        all.add(usual(
                "many-parts",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(2000) + "--b--"));
    }
}
