package org.posthaste.common.message;

import java.util.Optional;

/**
 * BODYSTRUCTURE and BODY, RFC 9051 §7.5.2.
 *
 * <p>Deviation: {@code message/global} is described like any other type, not with its envelope and structure, since
 * clients that know only RFC 3501 §7.4.2 cannot read more; Angus Mail loses the whole response.
 */
final class BodyStructure {
    /** What stands where the grammar wants a part and there is none. */
    private static final String NO_PART =
            "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 0 0 NIL NIL NIL NIL)";

    private static final String NO_ENVELOPE = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";

    private BodyStructure() {}

    /** With extension data. */
    static byte[] render(MimePart root) {
        OctetBuffer out = new OctetBuffer(256);
        append(out, root);
        return out.toByteArray();
    }

    private static void append(OctetBuffer out, MimePart part) {
        MimeHeader header = part.header();
        out.append('(');
        if (header.isMultipart()) {
            if (part.children().isEmpty()) {
                out.append(NO_PART);
            }
            part.children().forEach(child -> append(out, child));
            out.append(' ').append(header.head());
        } else {
            out.append(header.head()).append(" " + part.bodySize());
            if (header.isText()) {
                out.append(" " + part.lines());
            } else if (header.subtype().equals("rfc822") && header.isMessage()) {
                appendMessage(out, part);
            }
        }
        out.append(header.tail()).append(')');
    }

    private static void appendMessage(OctetBuffer out, MimePart part) {
        Optional<MimePart> message = part.message();
        out.append(' ');
        byte[] envelope = message.map(MimePart::envelope).orElse(new byte[0]);
        if (envelope.length > 0) {
            out.append(envelope);
        } else {
            out.append(NO_ENVELOPE);
        }
        out.append(' ');
        if (message.isPresent()) {
            append(out, message.get());
        } else {
            out.append(NO_PART);
        }
        out.append(" " + part.lines());
    }

    /** BODY from BODYSTRUCTURE: the same without extension data. */
    static byte[] withoutExtensions(byte[] bodyStructure) {
        OctetBuffer out = new OctetBuffer(bodyStructure.length);
        new Stripping(bodyStructure, out).body();
        return out.toByteArray();
    }

    /** Walks through a rendered structure; as deep as parts are nested. */
    private static final class Stripping {
        private final byte[] text;
        private final OctetBuffer out;
        private int at;

        Stripping(byte[] text, OctetBuffer out) {
            this.text = text;
            this.out = out;
        }

        void body() {
            int start = at++;
            out.append('(');
            if (text[at] == '(') {
                while (text[at] == '(') {
                    body();
                }
                copyItem();
            } else {
                int type = at;
                for (int i = 0; i < 7; i++) {
                    copyItem();
                }
                if (startsWith(type, "\"TEXT\"")) {
                    copyItem();
                } else if (startsWith(type, "\"MESSAGE\" \"RFC822\"")) {
                    copyItem();
                    copyBlank();
                    body();
                    copyItem();
                }
            }
            out.append(')');
            at = start;
            skipItem();
        }

        private boolean startsWith(int from, String prefix) {
            for (int i = 0; i < prefix.length(); i++) {
                if (text[from + i] != prefix.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private void copyBlank() {
            if (text[at] == ' ') {
                out.append(' ');
                at++;
            }
        }

        private void copyItem() {
            copyBlank();
            int start = at;
            skipItem();
            out.append(text, start, at - start);
        }

        /** A string, NIL, a number, or a list of whatever depth. */
        private void skipItem() {
            int depth = 0;
            do {
                byte c = text[at++];
                if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                } else if (c == '"') {
                    skipQuoted();
                } else if (c == '{') {
                    skipLiteral();
                } else if (c != ' ') {
                    while (text[at] != ' ' && text[at] != ')') {
                        at++;
                    }
                }
            } while (depth > 0);
        }

        private void skipQuoted() {
            while (text[at] != '"') {
                at += text[at] == '\\' ? 2 : 1;
            }
            at++;
        }

        private void skipLiteral() {
            int length = 0;
            for (; text[at] != '}'; at++) {
                length = length * 10 + text[at] - '0';
            }
            at += 3 + length;
        }
    }
}
