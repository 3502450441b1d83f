package org.posthaste.mailstore.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Messages with all that makes searching hard: charsets, encodings, embedded messages, markup, octets that mean nothing. One char is one octet. */
final class OddMail {
    private static final List<String> WORDS = List.of(
            "invoice",
            "Gr\u00fc\u00dfe",
            "stra\u00dfe",
            "\u65e5\u672c\u8a9e\u306e\u30e1\u30fc\u30eb",
            "\u041f\u0440\u0438\u0432\u0435\u0442",
            "\ufb01nance",
            "e\u0301te\u0301",
            "\u00e9t\u00e9",
            "\uff8a\uff9f\uff8b",
            "\ud83d\ude00\ud83d\ude01",
            "I\u0307stanbul",
            "a",
            "of",
            "x\u00ady",
            "\u0645\u0631\u062d\u0628\u0627",
            "co\u00f6peration",
            "\u1112\u1161\u11ab",
            "A\u030a\u0323",
            "zero\u0000nul",
            "tab\tand  blanks");
    private static final List<String> CHARSETS = List.of(
            "utf-8",
            "iso-8859-1",
            "windows-1252",
            "koi8-r",
            "iso-2022-jp",
            "shift_jis",
            "utf-7",
            "utf-16le",
            "gb18030",
            "unheard-of");

    private final Random random;

    OddMail(long seed) {
        random = new Random(seed);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(any(WORDS)).append(random.nextInt(6) == 0 ? "\r\n" : random.nextInt(9) == 0 ? "" : " ");
        }
        return text.toString();
    }

    private static String octets(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private byte[] encoded(String text, String charset) {
        return text.getBytes(Charset.isSupported(charset) ? Charset.forName(charset) : StandardCharsets.UTF_8);
    }

    private String phrase() {
        String text = any(WORDS) + " " + any(WORDS);
        return switch (random.nextInt(4)) {
            case 0 -> octets(text.getBytes(StandardCharsets.UTF_8));
            case 1 -> "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
            case 2 -> "plain\r\n folded " + any(WORDS).replaceAll("[^ -~]", "?");
            default -> octets(text.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    String message() {
        return message(0);
    }

    private String message(int depth) {
        return "From: " + phrase() + " <a" + random.nextInt(30) + "@example.org>\r\nTo: " + phrase()
                + " <b@example.net>, c@example.com\r\n" + (random.nextBoolean() ? "Cc: d@example.org\r\n" : "")
                + "Subject: " + phrase() + "\r\n"
                + (random.nextInt(3) == 0 ? "X-Odd: " + phrase() + "\r\nno field at all\r\n" : "")
                + "Message-ID: <" + Long.toHexString(random.nextLong()) + "@example.org>\r\n" + part(depth);
    }

    private String part(int depth) {
        int kind = random.nextInt(depth > 2 ? 4 : 7);
        String charset = any(CHARSETS);
        byte[] text = encoded(text(), charset);
        switch (kind) {
            case 0:
                return "Content-Type: text/plain; charset=" + charset + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(text) + "\r\n";
            case 1:
                return "Content-Type: text/plain; charset=" + charset + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + octets(text) + "\r\n";
            case 2:
                return "Content-Type: text/html; charset=" + charset + "\r\n\r\n<p>" + octets(text)
                        + "</p><b>in</b>voice&eacute;<style>hidden</style>\r\n";
            case 3:
                byte[] junk = new byte[random.nextInt(200)];
                random.nextBytes(junk);
                return "Content-Type: text/plain\r\n\r\n" + octets(junk);
            case 4:
                return "Content-Type: message/rfc822\r\n\r\n" + message(depth + 1);
            case 5:
                return "Content-Type: application/pdf; name=\"" + any(WORDS).replaceAll("[^ -~]", "")
                        + ".pdf\"\r\n\r\n%PDF not searched\r\n";
            default:
                return "Content-Type: multipart/mixed; boundary=b" + depth + "\r\n\r\npreamble\r\n--b" + depth + "\r\n"
                        + part(depth + 1) + "\r\n--b" + depth + "\r\n" + part(depth + 1) + "\r\n--b" + depth + "--\r\n";
        }
    }
}
