package org.posthaste.common.message;

import static org.posthaste.common.message.OddMessages.mail;
import static org.posthaste.common.message.OddMessages.raw;
import static org.posthaste.common.message.OddMessages.utf8;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.message.OddMessages.Odd;

/** Messages whose headers are odd. */
final class OddHeaders {
    private OddHeaders() {}

    static List<Odd> all() {
        List<Odd> all = new ArrayList<>();
        addAddresses(all);
        addTexts(all);
        addShapes(all);
        addDates(all);
        return all;
    }

    private static void addAddresses(List<Odd> all) {
        String[][] lists = {
            {"group", "To: Team: Ann <ann@example.org>, bob@example.net;, carol@example.com"},
            {"group-empty", "To: undisclosed-recipients:;"},
            {"group-empty-spaces", "To: undisclosed recipients: ;", "Cc: (nobody) : ;"},
            {"group-unterminated", "To: Friends: a@example.org, b@example.org"},
            {"group-nested", "To: A: B: c@example.org;, d@example.org;"},
            {"group-quoted", "To: \"The: Group\": a@example.org;"},
            {"group-folded", "To: Friends of the\r\n House:\r\n a@example.org,\r\n\tb@example.org;"},
            {"comment-name", "To: alice@example.org (Alice (nested) Example)"},
            {"comment-everywhere", "To: (a) Alice (b) <(c) alice (d) @ (e) example.org (f)> (g)"},
            {"comment-unclosed", "To: alice@example.org (Alice"},
            {"comment-escaped", "To: alice@example.org (Ali\\)ce)"},
            {"quoted-local", "To: \"john smith\"@example.org, \"a@b\"@example.org"},
            {"quoted-name-specials", "To: \"Smith, John (Sales) <x>\" <john@example.org>"},
            {"quoted-name-escapes", "To: \"John \\\"Jack\\\" O'Neil \\\\\" <john@example.org>"},
            {"quoted-unclosed", "To: \"John <john@example.org>"},
            {"unquoted-dots", "To: John Q. Public <john@example.org>, J.R.R. Tolkien <jrr@example.org>"},
            {"unquoted-comma", "To: Smith, John <john@example.org>"},
            {"obsolete-route", "To: <@relay.example,@other.example:alice@example.org>"},
            {"obsolete-spaces", "To: alice . smith @ example . org"},
            {"empty-elements", "To: , a@example.org,,  , b@example.org,"},
            {"domain-literal", "To: root@[192.0.2.1], r@[IPv6:2001:db8::1]"},
            {"no-domain", "To: root, Charlie Root <root>"},
            {"no-brackets", "To: Alice Example alice@example.org"},
            {"address-as-name", "To: alice@example.org <alice@example.org>"},
            {"quoted-address-as-name", "To: \"alice@example.org\" <alice@example.org>"},
            {"empty-brackets", "To: <>, Name <>"},
            {"brackets-unclosed", "To: Alice <alice@example.org, Bob <bob@example.net>"},
            {"brackets-doubled", "To: <<alice@example.org>>"},
            {"semicolon-separated", "To: a@example.org; b@example.org; c@example.org"},
            {"two-signs", "To: a@b@example.org"},
            {"mailto", "To: <mailto:alice@example.org>"},
            {"eight-bit-latin1-name", "From: J\u00fcrgen M\u00fcller <jm@example.org>", "To: x@example.org"},
            {
                "eight-bit-utf8-name",
                "From: " + utf8("J\u00fcrgen M\u00fcller") + " <jm@example.org>",
                "To: x@example.org"
            },
            {"utf8-address", "To: " + utf8("\u7528\u6237@\u4f8b\u5b50.\u5e7f\u544a, j\u00fcrgen@example.org")},
            {
                "encoded-name",
                "From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <jm@example.org>",
                "To: =?utf-8?B?8J+YgA==?= <x@example.org>"
            },
            {"encoded-name-quoted", "From: \"=?iso-8859-1?Q?J=FCrgen?=\" <jm@example.org>"},
            {"encoded-comma", "To: =?utf-8?Q?M=C3=BCller=2C_J=C3=BCrgen?= <jm@example.org>, y@example.org"},
            {
                "sender-and-reply-to",
                "Sender: secretary@example.org",
                "Reply-To: a@example.org, b@example.org",
                "From: boss@example.org"
            },
            {"sender-empty", "Sender:", "Reply-To: ", "From: boss@example.org"},
            {"from-many", "From: a@example.org, b@example.org", "Sender: a@example.org"},
            {
                "from-repeated",
                "From: a@example.org",
                "From: b@example.org",
                "To: x@example.org",
                "To: y@example.org",
                "Cc: z@example.org",
                "Cc:"
            },
            {"bcc-kept", "To: a@example.org", "Bcc: hidden@example.org"},
            {
                "resent",
                "Resent-From: a@example.org",
                "Resent-To: b@example.org",
                "Resent-Date: Mon, 1 Jan 2024 00:00:00 +0000",
                "From: o@example.org"
            },
        };
        for (String[] fields : lists) {
            all.add(mail(
                    "address-" + fields[0],
                    String.join("\r\n", List.of(fields).subList(1, fields.length)),
                    "Subject: addresses",
                    "Date: Tue, 14 May 2024 09:31:07 +0200",
                    "",
                    "Text."));
        }
        StringBuilder many = new StringBuilder("To: first@example.org");
        for (int i = 0; i < 500; i++) {
            many.append(",\r\n Person ").append(i).append(" <person").append(i).append("@example.org>");
        }
        all.add(mail("address-500-recipients", many.toString(), "Subject: many", "", "Text."));
    }

    private static void addTexts(List<Odd> all) {
        String[][] subjects = {
            {"empty", "Subject:"},
            {"blank", "Subject: "},
            {"missing", "X-No-Subject: yes"},
            {"quotes", "Subject: He said \"no\" \\ and left"},
            {"folded", "Subject: one\r\n two\r\n\tthree\r\n    four"},
            {"folded-at-once", "Subject:\r\n folded before anything"},
            {"folded-empty-line", "Subject: one\r\n \r\n two"},
            {"tabs", "Subject:\tone\ttwo\t"},
            {"no-space", "Subject:tight"},
            {"space-before-colon", "Subject : loose"},
            {"upper", "SUBJECT: SHOUTING"},
            {"repeated", "Subject: first\r\nSubject: second"},
            {"encoded-q", "Subject: =?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?="},
            {
                "encoded-b",
                "Subject: =?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n"
                        + " =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?="
            },
            {"encoded-adjacent", "Subject: =?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?="},
            {"encoded-split-character", "Subject: =?utf-8?B?4oI=?= =?utf-8?B?rA==?="},
            {"encoded-split-q", "Subject: =?utf-8?Q?=E2=82?=\r\n =?utf-8?Q?=AC?="},
            {"encoded-language", "Subject: =?us-ascii*en?Q?Hello?="},
            {"encoded-unknown-charset", "Subject: =?x-klingon?Q?qapla?="},
            {"encoded-broken", "Subject: =?utf-8?Q?never ended, =?utf-8?X?y?= =?? =?=? ?="},
            {"encoded-empty", "Subject: =?utf-8?Q??= =?utf-8?B??="},
            {"encoded-iso2022jp", "Subject: =?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?="},
            {"encoded-gb2312", "Subject: =?GB2312?B?1tC5+g==?="},
            {"encoded-koi8", "Subject: =?koi8-r?B?8NLJ18XU?="},
            {"encoded-within-word", "Subject: a=?utf-8?Q?b?=c"},
            {"latin1", "Subject: \u00c4rger mit \u00dcml\u00e4uten"},
            {"utf8", "Subject: " + utf8("\u00c4rger \u65e5\u672c\u8a9e \ud83d\ude00")},
            {"utf8-broken", "Subject: \u00c3\u0028 \u00e2\u0082 \u00ff\u00fe"},
            {"escape-sequences", "Subject: \u001b[31mred\u001b[0m \u0007"},
            {"literal-lookalike", "Subject: {10}"},
            {"literal-lookalike-end", "Subject: x {3+}"},
            {"parentheses", "Subject: ))) (NIL NIL) \"NIL\""},
            {"nil", "Subject: NIL"},
            {"long-unfolded", "Subject: " + "word ".repeat(190)},
            {"long-folded", "Subject: " + "a long subject that is folded".concat("\r\n and goes on".repeat(100))},
        };
        for (String[] subject : subjects) {
            all.add(mail(
                    "subject-" + subject[0],
                    "From: a@example.org",
                    "To: b@example.org",
                    subject[1],
                    "Date: Tue, 14 May 2024 09:31:07 +0200",
                    "",
                    "Text."));
        }
    }

    private static void addShapes(List<Odd> all) {
        all.add(raw("shape-empty", ""));
        all.add(raw("shape-one-line-end", "\r\n"));
        all.add(raw("shape-one-octet", "x"));
        all.add(mail("shape-no-header", "", "Only a body."));
        all.add(raw("shape-header-only", "From: a@example.org\r\nSubject: no body\r\n"));
        all.add(raw("shape-header-and-empty-line", "From: a@example.org\r\nSubject: no body\r\n\r\n"));
        all.add(raw("shape-header-unfinished", "From: a@example.org\r\nSubject: cut o"));
        all.add(mail("shape-junk-first", "This is not a header", "Subject: but this is", "", "Text."));
        all.add(mail("shape-junk-between", "From: a@example.org", "no colon here", "Subject: x", "", "Text."));
        all.add(mail(
                "shape-mbox-from",
                "From alice@example.org Tue May 14 09:31:07 2024",
                "From: alice@example.org",
                "",
                "Text."));
        all.add(mail(
                "shape-escaped-from",
                ">From alice@example.org Tue May 14 09:31:07 2024",
                "From: alice@example.org",
                "",
                ">From the start"));
        all.add(mail("shape-starts-folded", " continued from nowhere", "Subject: x", "", "Text."));
        all.add(mail("shape-blank-line-in-header", "From: a@example.org", " ", "Subject: still header", "", "Text."));
        all.add(mail("shape-colon-first", ": no name", "Subject: x", "", "Text."));
        all.add(mail(
                "shape-odd-names",
                "X-\u00dcber: 1",
                "X_under.score/slash: 2",
                "Two Words: 3",
                "!#$%&'*+-^_`{|}~: 4",
                "",
                "Text."));
        all.add(mail(
                "shape-many-fields",
                "Received: from x by y; Tue, 14 May 2024 09:31:07 +0200\r\n".repeat(300) + "Subject: hops",
                "",
                "Text."));
        all.add(mail(
                "shape-huge-field",
                "X-Huge: " + ("0123456789".repeat(90) + "\r\n ").repeat(100) + "end",
                "Subject: behind",
                "",
                "Text."));
        all.add(mail(
                "shape-huge-references",
                "References:" + "\r\n <0123456789.0123456789.0123456789@example.org>".repeat(1000),
                "Subject: thread",
                "",
                "Text."));
        all.add(mail(
                "shape-trace",
                "Return-Path: <a@example.org>",
                "Delivered-To: b@example.net",
                "Received: from mx (mx [192.0.2.1])\r\n\tby host; Tue, 14 May 2024 09:31:07 +0200 (CEST)",
                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=sel;\r\n"
                        + "\th=from:to:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n"
                        + "\tb=AAAA",
                "Authentication-Results: mx.example.net; dkim=pass header.d=example.org",
                "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=x; s=y; t=1; b=AAAA",
                "From: a@example.org",
                "",
                "Text."));
        all.add(mail(
                "shape-list",
                "List-Id: A list <list.example.org>",
                "List-Post: <mailto:list@example.org>",
                "List-Unsubscribe: <mailto:leave@example.org>,\r\n <https://example.org/leave>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "Precedence: bulk",
                "From: list@example.org",
                "Subject: [list] News",
                "",
                "Text.",
                "-- ",
                "Signature"));
        all.add(mail(
                "shape-ids",
                "Message-ID: no brackets",
                "In-Reply-To: <a@b> (his message of \"Monday\")",
                "References: <a@b><c@d>\r\n\t<e@f>",
                "",
                "Text."));
        all.add(mail("shape-ids-empty", "Message-ID:", "In-Reply-To:", "References:", "", "Text."));
        all.add(mail(
                "shape-spam",
                "X-Spam-Status: Yes, score=15.2 required=5.0",
                "X-Spam-Flag: YES",
                "Importance: low",
                "X-Priority: 5 (Lowest)",
                "X-Mailer: Bulk 1.0",
                "From: x@example.com",
                "",
                "Buy!"));
    }

    private static void addDates(List<Odd> all) {
        String[] dates = {
            "Tue, 14 May 2024 09:31:07 +0200",
            "14 May 2024 09:31:07 +0200",
            "Tue, 14 May 2024 09:31 +0200",
            "Tue, 14 May 24 09:31:07 GMT",
            "Tue, 14 May 2024 09:31:07 EST",
            "Tue, 14 May 2024 09:31:07 +0200 (CEST)",
            "Tue,14 May 2024 09:31:07+0200",
            "Tue May 14 09:31:07 2024",
            "2024-05-14T09:31:07Z",
            "Tue, 14 May 2024 09:31:07",
            "Tue, 31 Feb 2024 09:31:07 +0000",
            "Tue, 14 May 2024 25:61:61 +9999",
            "Thu, 1 Jan 1970 00:00:00 -0000",
            "Fri, 31 Dec 9999 23:59:59 +0000",
            "Mon, 1 Jan 0001 00:00:00 +0000",
            "yesterday",
            "",
            "\"Tue\", 14 \"May\" 2024",
            "Dienstag, 14. Mai 2024 09:31:07",
            "(comment) Tue (x), 14 (y) May 2024 09 (a) : (b) 31 : 07 +0200",
        };
        for (int i = 0; i < dates.length; i++) {
            all.add(mail("date-" + (i + 1), "Date: " + dates[i], "From: a@example.org", "Subject: when", "", "Text."));
        }
        all.add(mail(
                "date-repeated",
                "Date: Tue, 14 May 2024 09:31:07 +0200",
                "Date: Wed, 15 May 2024 09:31:07 +0200",
                "",
                "Text."));
        all.add(mail("date-folded", "Date: Tue,\r\n 14 May\r\n\t2024\r\n 09:31:07 +0200", "", "Text."));
    }
}
