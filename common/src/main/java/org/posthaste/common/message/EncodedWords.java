package org.posthaste.common.message;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Encoded words, RFC 2047 with the language of RFC 2231 §5. Neighbouring words of one charset are joined before the
 * charset is decoded, since many programs split characters. What is not well-formed stays as it is. Takes time linear
 * in the text.
 */
public final class EncodedWords {
    private EncodedWords() {}

    /** Decodes the words in a field's body. */
    public static String decode(String body) {
        int at = body.indexOf("=?");
        if (at < 0) {
            return body;
        }
        StringBuilder text = new StringBuilder(body.length());
        int copied = 0;
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        String pendingCharset = "";
        while (at >= 0) {
            Word word = Word.at(body, at);
            if (word == null) {
                at = body.indexOf("=?", at + 2);
                continue;
            }
            boolean adjacent = !pendingCharset.isEmpty() && isBlank(body, copied, at);
            if (!adjacent || !word.charset.equalsIgnoreCase(pendingCharset)) {
                flush(pending, pendingCharset, text);
            }
            if (!adjacent) {
                text.append(body, copied, at);
            }
            pendingCharset = word.charset;
            word.decode(pending);
            copied = word.end;
            at = body.indexOf("=?", copied);
        }
        flush(pending, pendingCharset, text);
        return text.append(body, copied, body.length()).toString();
    }

    private static void flush(ByteArrayOutputStream pending, String charset, StringBuilder text) {
        if (pending.size() > 0) {
            text.append(MailCharsets.decode(pending.toByteArray(), charset));
            pending.reset();
        }
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    /** {@code =?charset?encoding?text?=}, the text without its question marks. */
    private record Word(String charset, boolean base64, String text, int end) {
        static @Nullable Word at(String body, int start) {
            int charsetEnd = body.indexOf('?', start + 2);
            if (charsetEnd <= start + 2
                    || charsetEnd - start > 80
                    || charsetEnd + 2 >= body.length()
                    || body.charAt(charsetEnd + 2) != '?') {
                return null;
            }
            char encoding = body.charAt(charsetEnd + 1);
            int textEnd = body.indexOf('?', charsetEnd + 3);
            if ("BbQq".indexOf(encoding) < 0
                    || textEnd < 0
                    || textEnd + 1 >= body.length()
                    || body.charAt(textEnd + 1) != '=') {
                return null;
            }
            String charset = body.substring(start + 2, charsetEnd);
            if (charset.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
                return null;
            }
            return new Word(charset, "Bb".indexOf(encoding) >= 0, body.substring(charsetEnd + 3, textEnd), textEnd + 2);
        }

        void decode(ByteArrayOutputStream into) {
            if (base64) {
                decodeBase64(into);
            } else {
                decodeQ(into);
            }
        }

        private void decodeBase64(ByteArrayOutputStream into) {
            int bits = 0;
            int count = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                int value = c < 0x80 ? Base64Alphabet.value((byte) c) : -1;
                if (value < 0) {
                    if (c == '=') {
                        count = 0; // some programs pad within a word
                    }
                    continue;
                }
                bits = bits << 6 | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    into.write(bits >> count);
                }
            }
        }

        private void decodeQ(ByteArrayOutputStream into) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                int high = c == '=' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (low >= 0) {
                    into.write(high << 4 | low);
                    i += 2;
                } else if (c == '_') {
                    into.write(' ');
                } else if (c < 0x100) {
                    into.write(c);
                } else {
                    into.write('?');
                }
            }
        }
    }
}
