package org.posthaste.common.message;

import static org.posthaste.common.message.OddMessages.mail;
import static org.posthaste.common.message.OddMessages.usual;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.message.OddMessages.Odd;

/** Messages of programs to programs: reports, signatures, invitations, containers of other systems. */
final class OddReports {
    private OddReports() {}

    static List<Odd> all() {
        List<Odd> all = new ArrayList<>();
        addReports(all);
        addSecurity(all);
        addOtherSystems(all);
        return all;
    }

    private static void addReports(List<Odd> all) {
        all.add(mail(
                "report-delivery",
                "Return-Path: <>",
                "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)",
                "To: alice@example.org",
                "Subject: Undelivered Mail Returned to Sender",
                "Auto-Submitted: auto-replied",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status;",
                "\tboundary=\"9B095B5ADSN=_01D5F.1589448667/mx.example.org\"",
                "",
                "This is a MIME-encapsulated message.",
                "",
                "--9B095B5ADSN=_01D5F.1589448667/mx.example.org",
                "Content-Description: Notification",
                "Content-Type: text/plain; charset=us-ascii",
                "",
                "I'm sorry to have to inform you...",
                "",
                "--9B095B5ADSN=_01D5F.1589448667/mx.example.org",
                "Content-Description: Delivery report",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; mx.example.org",
                "Arrival-Date: Tue, 14 May 2024 09:31:07 +0200",
                "",
                "Final-Recipient: rfc822; nobody@example.net",
                "Action: failed",
                "Status: 5.1.1",
                "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
                "",
                "--9B095B5ADSN=_01D5F.1589448667/mx.example.org",
                "Content-Description: Undelivered Message Headers",
                "Content-Type: text/rfc822-headers",
                "",
                "From: alice@example.org",
                "Subject: lost",
                "",
                "--9B095B5ADSN=_01D5F.1589448667/mx.example.org--"));
        all.add(usual(
                "report-disposition",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
                "",
                "--b",
                "",
                "Your message was displayed.",
                "--b",
                "Content-Type: message/disposition-notification",
                "",
                "Final-Recipient: rfc822;bob@example.net",
                "Disposition: manual-action/MDN-sent-manually; displayed",
                "",
                "--b",
                "Content-Type: message/rfc822",
                "",
                "Subject: original",
                "",
                "x",
                "--b--"));
        all.add(usual(
                "report-abuse",
                "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
                "",
                "--b",
                "Content-Type: message/feedback-report",
                "",
                "Feedback-Type: abuse",
                "User-Agent: X/1.0",
                "Version: 1",
                "",
                "--b",
                "Content-Type: message/rfc822",
                "Content-Disposition: inline",
                "",
                "From: spammer@example.com",
                "",
                "Spam.",
                "--b--"));
        all.add(usual(
                "report-dmarc",
                "Content-Type: application/gzip; name=\"example.org!example.net!1715637600!1715724000.xml.gz\"",
                "Content-Disposition: attachment; filename=\"example.org!example.net!1715637600!1715724000.xml.gz\"",
                "Content-Transfer-Encoding: base64",
                "",
                "H4sIAAAAAAAAAwMAAAAAAAAAAAA="));
        all.add(mail(
                "report-qmail",
                "From: MAILER-DAEMON@example.org",
                "Subject: failure notice",
                "",
                "Hi. This is the qmail-send program.",
                "",
                "<nobody@example.net>:",
                "No such user.",
                "",
                "--- Below this line is a copy of the message.",
                "",
                "Return-Path: <a@example.org>",
                "Subject: x",
                "",
                "y"));
        all.add(mail(
                "vacation",
                "From: bob@example.net",
                "Auto-Submitted: auto-replied (vacation)",
                "Precedence: junk",
                "Subject: Auto: x",
                "",
                "I am away."));
    }

    private static void addSecurity(List<Odd> all) {
        all.add(usual(
                "signed-pgp",
                "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\";"
                        + " boundary=\"s\"",
                "",
                "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
                "--s",
                "Content-Type: multipart/mixed; boundary=\"t\"; protected-headers=\"v1\"",
                "From: alice@example.org",
                "",
                "--t",
                "Content-Type: text/plain; charset=utf-8; format=flowed",
                "",
                "Signed text. ",
                "goes on",
                "--t--",
                "",
                "--s",
                "Content-Type: application/pgp-signature; name=\"signature.asc\"",
                "Content-Description: OpenPGP digital signature",
                "",
                "-----BEGIN PGP SIGNATURE-----",
                "",
                "iHUEABYKAB0WIQ",
                "-----END PGP SIGNATURE-----",
                "",
                "--s--"));
        all.add(usual(
                "signed-smime",
                "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=s",
                "",
                "--s",
                "",
                "Text",
                "--s",
                "Content-Type: application/pkcs7-signature; name=smime.p7s",
                "Content-Transfer-Encoding: base64",
                "",
                "MIAGCSqGSIb3DQEHAqCA",
                "--s--"));
        all.add(usual(
                "signed-opaque",
                "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
                "Content-Transfer-Encoding: base64",
                "",
                "MIAGCSqGSIb3DQEHAqCA"));
        all.add(usual(
                "encrypted-pgp",
                "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=e",
                "",
                "--e",
                "Content-Type: application/pgp-encrypted",
                "",
                "Version: 1",
                "--e",
                "Content-Type: application/octet-stream; name=encrypted.asc",
                "",
                "-----BEGIN PGP MESSAGE-----",
                "",
                "hQEMA",
                "-----END PGP MESSAGE-----",
                "--e--"));
        all.add(usual(
                "signed-inline",
                "",
                "-----BEGIN PGP SIGNED MESSAGE-----",
                "Hash: SHA256",
                "",
                "- -- dashes are escaped",
                "- From here",
                "-----BEGIN PGP SIGNATURE-----",
                "",
                "iHUEABYKAB0WIQ",
                "-----END PGP SIGNATURE-----"));
        all.add(usual(
                "autocrypt",
                "Autocrypt: addr=alice@example.org; prefer-encrypt=mutual; keydata=\r\n"
                        + " mDMEXEcE6RYJKwYBBAHaRw8BAQdArjWwk3FAqyiFbFBKT4TzXcVBqPTB3gmzlC/Ub7O1u12",
                "",
                "x"));
    }

    private static void addOtherSystems(List<Odd> all) {
        all.add(usual(
                "calendar",
                "Content-Type: multipart/alternative; boundary=c",
                "",
                "--c",
                "Content-Type: text/plain",
                "",
                "You are invited",
                "--c",
                "Content-Type: text/calendar; charset=\"utf-8\"; method=REQUEST; component=VEVENT",
                "Content-Class: urn:content-classes:calendarmessage",
                "",
                "BEGIN:VCALENDAR",
                "METHOD:REQUEST",
                "BEGIN:VEVENT",
                "SUMMARY:Meeting",
                "END:VEVENT",
                "END:VCALENDAR",
                "--c--"));
        all.add(usual(
                "tnef",
                "Content-Type: multipart/mixed; boundary=t",
                "X-MS-TNEF-Correlator: <x@example.org>",
                "",
                "--t",
                "",
                "Text",
                "--t",
                "Content-Type: application/ms-tnef; name=\"winmail.dat\"",
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment; filename=\"winmail.dat\"",
                "",
                "eJ8+IgAAAQaQCAAEAAAAAAAB",
                "--t--"));
        all.add(usual(
                "apple-double",
                "Content-Type: multipart/appledouble; boundary=a",
                "",
                "--a",
                "Content-Type: application/applefile; name=\"x\"",
                "Content-Transfer-Encoding: base64",
                "",
                "AAUWBwACAAAAAAAAAAA=",
                "--a",
                "Content-Type: image/jpeg; name=\"x.jpg\"; x-mac-type=4A504547; x-mac-creator=6F676C65",
                "Content-Transfer-Encoding: base64",
                "",
                "/9j/4AAQSkZJRg==",
                "--a--"));
        all.add(usual(
                "apple-mail",
                "Content-Type: multipart/alternative;\r\n\tboundary=\"Apple-Mail=_A1B2C3D4-0000\"",
                "",
                "",
                "--Apple-Mail=_A1B2C3D4-0000",
                "Content-Transfer-Encoding: quoted-printable",
                "Content-Type: text/plain;\r\n\tcharset=utf-8",
                "",
                "Hi =E2=80=93 there",
                "",
                "--Apple-Mail=_A1B2C3D4-0000",
                "Content-Type: text/html; charset=utf-8",
                "",
                "<html><body>Hi &ndash; there</body></html>",
                "",
                "--Apple-Mail=_A1B2C3D4-0000--"));
        all.add(usual(
                "outlook",
                "Content-Type: multipart/mixed;\r\n\tboundary=\"_004_DB9PR01MB0000EXAMPLE_\"",
                "Thread-Topic: x",
                "Thread-Index: AdqlyA==",
                "X-MS-Has-Attach: yes",
                "",
                "--_004_DB9PR01MB0000EXAMPLE_",
                "Content-Type: multipart/alternative;\r\n\tboundary=\"_000_DB9PR01MB0000EXAMPLE_\"",
                "",
                "--_000_DB9PR01MB0000EXAMPLE_",
                "Content-Type: text/plain; charset=\"iso-8859-1\"",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "Gr=FC=DFe",
                "",
                "--_000_DB9PR01MB0000EXAMPLE_--",
                "",
                "--_004_DB9PR01MB0000EXAMPLE_",
                "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document;\r\n"
                        + "\tname=\"A B.docx\"",
                "Content-Transfer-Encoding: base64",
                "",
                "UEsDBBQ=",
                "",
                "--_004_DB9PR01MB0000EXAMPLE_--"));
        all.add(usual(
                "flowed",
                "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes",
                "",
                "> quoted ",
                ">> deeper ",
                " From stuffed",
                "a line that ",
                "flows ",
                "on",
                "-- ",
                "signature"));
        all.add(usual("enriched", "Content-Type: text/enriched", "", "<bold>Now</bold> is the <<time>"));
        all.add(usual(
                "html-odd",
                "Content-Type: text/html",
                "",
                "<!DOCTYPE html><!-- <p>not this --><style>p{}</style><p title='it>s'>Caf&eacute; &#8364;"
                        + " &#x20AC; &unknown; a < b<script>if(a</b)</script>x<br>y<b>z</b></p"));
        all.add(usual(
                "voice",
                "Content-Type: multipart/voice-message; boundary=v",
                "",
                "--v",
                "Content-Type: audio/32KADPCM; x=y",
                "Content-Transfer-Encoding: base64",
                "Content-Duration: 25",
                "",
                "AAAA",
                "--v--"));
        all.add(usual(
                "amp",
                "Content-Type: multipart/alternative; boundary=m",
                "",
                "--m",
                "Content-Type: text/plain",
                "",
                "x",
                "--m",
                "Content-Type: text/x-amp-html",
                "",
                "<html amp4email>",
                "--m",
                "Content-Type: text/html",
                "",
                "<p>",
                "--m--"));
        all.add(usual(
                "byteranges",
                "Content-Type: multipart/form-data; boundary=f",
                "",
                "--f",
                "Content-Disposition: form-data; name=a",
                "",
                "1",
                "--f--"));
    }
}
