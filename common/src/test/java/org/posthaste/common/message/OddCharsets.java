package org.posthaste.common.message;

import static org.posthaste.common.message.OddMessages.usual;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.posthaste.common.message.OddMessages.Odd;

/** Messages in many charsets, each in several transfer encodings, with the subject in an encoded word. */
final class OddCharsets {
    private static final String LATIN = "Caf\u00e9, na\u00efve, \u00fcber, \u00f1and\u00fa.";
    private static final String CENTRAL = "P\u0159\u00edli\u0161 \u017elu\u0165ou\u010dk\u00fd k\u016f\u0148.";
    private static final String CYRILLIC = "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440!";
    private static final String GREEK =
            "\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1 \u03ba\u03cc\u03c3\u03bc\u03b5";
    private static final String HEBREW = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd";
    private static final String ARABIC = "\u0645\u0631\u062d\u0628\u0627";
    private static final String TURKISH = "\u0130\u0131\u011f\u015f\u00e7";
    private static final String BALTIC = "\u0105\u010d\u0119\u0117\u012f\u0161";
    private static final String THAI = "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35";
    private static final String JAPANESE = "\u3053\u3093\u306b\u3061\u306f\u4e16\u754c \u65e5\u672c\u8a9e";
    private static final String CHINESE = "\u4f60\u597d\uff0c\u4e16\u754c";
    private static final String TRADITIONAL = "\u4f60\u597d\uff0c\u4e16\u754c\u570b";
    private static final String KOREAN = "\uc548\ub155\ud558\uc138\uc694";

    private static final String[][] TEXTS = {
        {"utf-8", LATIN + " " + CYRILLIC + " " + JAPANESE + " \ud83d\ude00"},
        {"iso-8859-1", LATIN},
        {"iso-8859-2", CENTRAL},
        {"iso-8859-4", BALTIC},
        {"iso-8859-5", CYRILLIC},
        {"iso-8859-6", ARABIC},
        {"iso-8859-7", GREEK},
        {"iso-8859-8", HEBREW},
        {"iso-8859-9", TURKISH},
        {"iso-8859-13", BALTIC},
        {"iso-8859-15", LATIN + " \u20ac"},
        {"windows-1250", CENTRAL},
        {"windows-1251", CYRILLIC},
        {"windows-1252", LATIN + " \u201cquoted\u201d \u20ac"},
        {"windows-1253", GREEK},
        {"windows-1254", TURKISH},
        {"windows-1255", HEBREW},
        {"windows-1256", ARABIC},
        {"windows-1257", BALTIC},
        {"windows-1258", "Vi\u00eat"},
        {"koi8-r", CYRILLIC},
        {"koi8-u", CYRILLIC},
        {"tis-620", THAI},
        {"iso-2022-jp", JAPANESE},
        {"shift_jis", JAPANESE},
        {"euc-jp", JAPANESE},
        {"gb2312", CHINESE},
        {"gbk", CHINESE},
        {"gb18030", CHINESE + " \ud83d\ude00"},
        {"big5", TRADITIONAL},
        {"euc-kr", KOREAN},
        {"iso-2022-kr", KOREAN},
        {"utf-16", LATIN + JAPANESE},
        {"utf-16le", LATIN + JAPANESE},
        {"utf-32", LATIN + JAPANESE},
        {"ibm850", LATIN},
        {"x-macroman", LATIN},
    };

    private OddCharsets() {}

    static List<Odd> all() {
        List<Odd> all = new ArrayList<>();
        for (String[] text : TEXTS) {
            add(all, text[0], text[1]);
        }
        all.add(usual(
                "charset-unknown",
                "Content-Type: text/plain; charset=x-unknown",
                "Content-Transfer-Encoding: 8bit",
                "",
                "\u00e4\u00f6\u00fc"));
        all.add(usual(
                "charset-lies-utf8",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 8bit",
                "",
                "\u00e4\u00f6\u00fc"));
        all.add(usual(
                "charset-lies-ascii",
                "Content-Type: text/plain; charset=us-ascii",
                "Content-Transfer-Encoding: 7bit",
                "",
                OddMessages.utf8(CYRILLIC)));
        all.add(usual("charset-utf7", "Content-Type: text/plain; charset=utf-7", "", "Hi Mom +Jjo--!"));
        all.add(usual("charset-none-eight-bit", "Content-Type: text/html", "", "<p>\u00e4\u00f6\u00fc</p>"));
        StringBuilder octets = new StringBuilder();
        for (int i = 1; i < 256; i++) {
            octets.append(i == '\r' || i == '\n' ? ' ' : (char) i);
        }
        all.add(usual(
                "every-octet",
                "Content-Type: application/octet-stream",
                "Content-Transfer-Encoding: 8bit",
                "",
                octets.toString()));
        return all;
    }

    private static void add(List<Odd> all, String label, String text) {
        Charset charset = Charset.forName(label);
        byte[] octets = (text + "\r\nSecond line.\r\n").getBytes(charset);
        String base64 = Base64.getMimeEncoder().encodeToString(octets);
        String subject = "X-Subject: =?" + label.toUpperCase(Locale.ROOT) + "?B?"
                + Base64.getEncoder().encodeToString(text.getBytes(charset)) + "?=";
        String type = "Content-Type: text/plain; charset=" + label;
        all.add(usual(
                "charset-" + label.replace('_', '-') + "-base64",
                subject,
                type,
                "Content-Transfer-Encoding: base64",
                "",
                base64));
        if (label.startsWith("utf-16") || label.startsWith("utf-32")) {
            return;
        }
        all.add(usual(
                "charset-" + label.replace('_', '-') + "-8bit",
                subject,
                type,
                "Content-Transfer-Encoding: 8bit",
                "",
                new String(octets, StandardCharsets.ISO_8859_1)));
        all.add(usual(
                "charset-" + label.replace('_', '-') + "-qp",
                subject,
                "Content-Type: text/html; charset=" + label,
                "Content-Transfer-Encoding: quoted-printable",
                "",
                quotedPrintable(octets)));
    }

    private static String quotedPrintable(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int column = 0;
        for (byte octet : octets) {
            String text = octet > ' ' && octet < 0x7f && octet != '=' || octet == ' ' || octet == '\r' || octet == '\n'
                    ? String.valueOf((char) octet)
                    : String.format("=%02X", octet & 0xff);
            if (column + text.length() > 72 && octet != '\r' && octet != '\n') {
                out.writeBytes("=\r\n".getBytes(StandardCharsets.US_ASCII));
                column = 0;
            }
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            column = octet == '\n' ? 0 : column + text.length();
        }
        return out.toString(StandardCharsets.US_ASCII);
    }
}
