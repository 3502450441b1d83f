package org.posthaste.mailstore.search;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Writes random messages of which is known what they say: other charsets, encoded words, folded fields, groups, base64
 * and quoted-printable bodies, HTML with tags amid words, messages within messages.
 */
final class WrittenMessages {
    /**
     * A message and what a reader sees of it.
     *
     * @param header fields as {@code Name: value}, those of messages within included in {@code body}
     * @param body texts, and fields of messages within
     */
    record Written(byte[] octets, List<String> header, List<String> body) {}

    private static final String[] CHARSETS = {
        "us-ascii", "utf-8", "iso-8859-1", "windows-1251", "koi8-r", "shift_jis", "iso-2022-jp", "gb18030", "utf-16"
    };
    private static final String[][] WORDS = {
        {"alpha", "beta", "Gamma", "delta9", "ep=silon", "a_b", "mail", "re", "No", "x"},
        {
            "M\u00fcller",
            "stra\u00dfe",
            "caf\u00e9",
            "\u041f\u0440\u0438\u0432\u0435\u0442",
            "\u65e5\u672c",
            "\u00c5ngstr\u00f6m"
        },
        {"M\u00fcller", "stra\u00dfe", "caf\u00e9", "\u00c5ngstr\u00f6m", "d\u00e9j\u00e0"},
        {"\u041f\u0440\u0438\u0432\u0435\u0442", "\u043c\u0438\u0440", "\u0416\u0443\u043a"},
        {"\u041f\u0440\u0438\u0432\u0435\u0442", "\u043c\u0438\u0440", "\u0416\u0443\u043a"},
        {"\u65e5\u672c", "\u3053\u3093\u306b\u3061\u306f", "\u30c6\u30b9\u30c8"},
        {"\u65e5\u672c", "\u3053\u3093\u306b\u3061\u306f", "\u30c6\u30b9\u30c8"},
        {"\u4e2d\u6587", "\u90ae\u4ef6", "\u041f\u0440\u0438\u0432\u0435\u0442"},
        {"\u00fcber", "\u03b1\u03b2\u03b3", "\ud83d\ude00"},
    };

    private final Random random;

    WrittenMessages(Random random) {
        this.random = random;
    }

    /** A random text with words of a charset. */
    private String text(int charset, int most) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(most); n > 0; n--) {
            String[] words = WORDS[random.nextInt(3) == 0 ? 0 : charset];
            text.append(text.length() > 0 ? " " : "").append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    Written message(boolean within) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> header = new ArrayList<>();
        List<String> body = new ArrayList<>();
        field("Subject", out, header);
        addresses("From", out, header);
        addresses("To", out, header);
        if (random.nextBoolean()) {
            addresses("Cc", out, header);
        }
        if (random.nextInt(3) == 0) {
            field("X-Note", out, header);
        }
        String date = (1 + random.nextInt(28)) + " Mar 2024 12:00:00 +0000";
        plain("Date", date, out, header);
        part(out, header, body, within ? 1 : 0);
        return new Written(out.toByteArray(), header, body);
    }

    private static void plain(String name, String value, ByteArrayOutputStream out, List<String> header) {
        write(out, name + ": " + value + "\r\n");
        header.add(name + ": " + value);
    }

    private static void write(ByteArrayOutputStream out, String latin1) {
        out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void field(String name, ByteArrayOutputStream out, List<String> header) {
        int charset = random.nextInt(CHARSETS.length - 1);
        String value = text(charset, 6);
        header.add(name + ": " + value);
        write(out, name + ": " + encoded(value, charset) + "\r\n");
    }

    /** The value as it may stand in a field. */
    private String encoded(String value, int charset) {
        boolean ascii = value.chars().allMatch(c -> c < 0x80);
        if (ascii && random.nextBoolean()) {
            return random.nextBoolean() ? value : value.replace(" ", "\r\n ");
        }
        if (random.nextInt(4) == 0) {
            return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }
        StringBuilder words = new StringBuilder();
        int[] points = value.codePoints().toArray();
        for (int from = 0; from < points.length; ) {
            int to = Math.min(points.length, from + 1 + random.nextInt(9));
            String chunk = new String(points, from, to - from);
            String label =
                    chunk.chars().allMatch(c -> c < 0x80) && random.nextBoolean() ? "us-ascii" : CHARSETS[charset];
            words.append(from == 0 ? "" : random.nextBoolean() ? " " : "\r\n ").append(word(chunk, label));
            from = to;
        }
        return words.toString();
    }

    private String word(String text, String charset) {
        byte[] octets = text.getBytes(Charset.forName(charset));
        if (random.nextBoolean()) {
            return "=?" + charset + "?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
        }
        StringBuilder q = new StringBuilder("=?" + charset + "?q?");
        for (byte octet : octets) {
            boolean letter = octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z';
            q.append(octet == ' ' ? "_" : letter ? "" + (char) octet : String.format("=%02X", octet & 0xff));
        }
        return q + "?=";
    }

    private void addresses(String name, ByteArrayOutputStream out, List<String> header) {
        StringBuilder raw = new StringBuilder();
        StringBuilder seen = new StringBuilder();
        boolean group = random.nextInt(4) == 0;
        if (group) {
            raw.append("Friends: ");
            seen.append("Friends: ");
        }
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int charset = random.nextInt(CHARSETS.length - 1);
            String person = text(charset, 2);
            String address = " <p" + random.nextInt(30) + "@example.org>";
            raw.append(encoded(person, charset)).append(address);
            seen.append(person).append(address);
            raw.append(n > 1 ? ", " : group ? ";" : "");
            seen.append(n > 1 ? ", " : group ? ";" : "");
        }
        header.add(name + ": " + seen);
        write(out, name + ": " + raw + "\r\n");
    }

    /** The fields of a part that say what it is, an empty line, and its body. */
    private void part(ByteArrayOutputStream out, List<String> header, List<String> body, int depth) {
        int kind = random.nextInt(depth > 2 ? 4 : 7);
        if (kind < 4) {
            textPart(kind == 0, out, header, body);
        } else if (kind < 6) {
            plain("Content-Type", "multipart/mixed; boundary=b" + depth, out, header);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                write(out, "\r\n--b" + depth + "\r\n");
                part(out, new ArrayList<>(), body, depth + 1);
            }
            write(out, "\r\n--b" + depth + "--\r\n");
        } else {
            plain("Content-Type", "message/rfc822", out, header);
            Written inner = depth > 1 ? new WrittenMessages(random).leaf() : message(true);
            write(out, "\r\n");
            out.writeBytes(inner.octets());
            body.addAll(inner.header());
            body.addAll(inner.body());
        }
    }

    private Written leaf() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> header = new ArrayList<>();
        List<String> body = new ArrayList<>();
        field("Subject", out, header);
        textPart(false, out, header, body);
        return new Written(out.toByteArray(), header, body);
    }

    private void textPart(boolean html, ByteArrayOutputStream out, List<String> header, List<String> body) {
        int charset = random.nextInt(CHARSETS.length);
        String text = text(charset, 30);
        String type = "text/" + (html ? "html" : "plain") + "; charset=" + CHARSETS[charset];
        plain("Content-Type", type, out, header);
        String source = html ? tagged(text) : text;
        if (!html && random.nextBoolean()) {
            source = source.replace(" ", random.nextBoolean() ? "\r\n" : "  ");
        }
        byte[] octets = source.getBytes(Charset.forName(CHARSETS[charset]));
        boolean wide = CHARSETS[charset].equals("utf-16");
        switch (wide ? 0 : random.nextInt(3)) {
            case 0 -> {
                plain("Content-Transfer-Encoding", "base64", out, header);
                write(
                        out,
                        "\r\n"
                                + Base64.getMimeEncoder(20 + random.nextInt(50) / 4 * 4, new byte[] {'\r', '\n'})
                                        .encodeToString(octets));
            }
            case 1 -> {
                plain("Content-Transfer-Encoding", "quoted-printable", out, header);
                write(out, "\r\n" + quotedPrintable(octets));
            }
            default -> {
                plain("Content-Transfer-Encoding", "8bit", out, header);
                write(out, "\r\n");
                out.writeBytes(octets);
            }
        }
        write(out, "\r\n");
        body.add(text);
    }

    private String quotedPrintable(byte[] octets) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n') {
                text.append("\r\n");
                column = 0;
                i++;
                continue;
            }
            if (column > 5 + random.nextInt(60)) {
                text.append("=\r\n");
                column = 0;
            }
            boolean letter = octets[i] >= 'a' && octets[i] <= 'z' && random.nextInt(9) > 0;
            String next = letter ? "" + (char) octets[i] : String.format("=%02X", octets[i] & 0xff);
            text.append(next);
            column += next.length();
        }
        return text.toString();
    }

    /** The text with tags between its letters, entities for some of them, and words that nobody sees. */
    private String tagged(String text) {
        StringBuilder html =
                new StringBuilder("<html><head><style>p { hidden: style }</style></head><body title=\"hidden\">");
        int open = 0;
        for (int point : text.codePoints().toArray()) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    html.append("<b class='hidden alpha'>");
                    open++;
                }
                case 1 -> html.append("<!-- hidden beta -->");
                default -> {
                    if (open > 0 && random.nextBoolean()) {
                        html.append("</b>");
                        open--;
                    }
                }
            }
            boolean entity = point != ' ' && random.nextInt(6) == 0;
            html.append(entity ? "&#" + point + ";" : new String(Character.toChars(point)));
        }
        return html.append("</b>".repeat(open)).append("</body></html>").toString();
    }
}
