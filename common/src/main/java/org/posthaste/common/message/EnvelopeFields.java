package org.posthaste.common.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads an ENVELOPE as {@link RenderedMessage#envelope} holds it (RFC 9051 §7.5.2): what sorting and threading need of
 * a message, without its header. Strings are the field's octets as UTF-8 where valid, else ISO 8859-1; encoded words
 * are left alone. NIL reads as the empty string. Not thread-safe.
 *
 * <p>Fails with an IllegalArgumentException when the octets are no envelope.
 */
public final class EnvelopeFields {
    /**
     * The first address of a field; all empty if there is none.
     *
     * @param mailbox the local part; for a group its name
     * @param host empty for a group
     */
    public record Address(String name, String mailbox, String host) {
        private static final Address NONE = new Address("", "", "");
    }

    private final byte[] envelope;
    private int at;
    private final String subject;
    private final Address from;
    private final Address to;
    private final Address cc;
    private final String inReplyTo;
    private final String messageId;

    private EnvelopeFields(byte[] envelope) {
        this.envelope = envelope;
        expect('(');
        skipString();
        subject = string();
        from = address();
        skipAddresses();
        skipAddresses();
        to = address();
        cc = address();
        skipAddresses();
        inReplyTo = string();
        messageId = string();
    }

    /** Reads an envelope. */
    public static EnvelopeFields parse(byte[] envelope) {
        try {
            return new EnvelopeFields(envelope);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IllegalArgumentException("envelope is cut short", e);
        }
    }

    public String subject() {
        return subject;
    }

    public Address from() {
        return from;
    }

    public Address to() {
        return to;
    }

    public Address cc() {
        return cc;
    }

    public String inReplyTo() {
        return inReplyTo;
    }

    public String messageId() {
        return messageId;
    }

    private void expect(char c) {
        if (envelope[at++] != c) {
            throw new IllegalArgumentException("no '" + c + "' at octet " + (at - 1) + " of an envelope");
        }
    }

    private void blank() {
        if (envelope[at] == ' ') {
            at++;
        }
    }

    private Address address() {
        blank();
        if (envelope[at] == 'N') {
            at += 3;
            return Address.NONE;
        }
        expect('(');
        expect('(');
        String name = string();
        skipString();
        String mailbox = string();
        String host = string();
        expect(')');
        skipToListEnd();
        return new Address(name, mailbox, host);
    }

    private void skipAddresses() {
        blank();
        if (envelope[at] == 'N') {
            at += 3;
        } else {
            expect('(');
            skipToListEnd();
        }
    }

    /** Passes the rest of an address list and the parenthesis that ends it. */
    private void skipToListEnd() {
        while (envelope[at] == '(') {
            at++;
            for (int i = 0; i < 4; i++) {
                skipString();
            }
            expect(')');
        }
        expect(')');
    }

    private void skipString() {
        blank();
        switch (envelope[at]) {
            case 'N' -> at += 3;
            case '"' -> {
                for (at++; envelope[at] != '"'; at++) {
                    at += envelope[at] == '\\' ? 1 : 0;
                }
                at++;
            }
            default -> {
                int size = literalSize();
                at += size;
            }
        }
    }

    private String string() {
        blank();
        int start = at;
        skipString();
        return switch (envelope[start]) {
            case 'N' -> "";
            case '"' -> unquoted(start + 1, at - 1);
            default -> literal(start);
        };
    }

    private String unquoted(int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            i += envelope[i] == '\\' ? 1 : 0;
            text[length++] = envelope[i];
        }
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String literal(int start) {
        int end = at;
        at = start;
        int size = literalSize();
        byte[] text = Arrays.copyOfRange(envelope, at, at + size);
        at = end;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    /** Passes a literal's header. */
    private int literalSize() {
        expect('{');
        int size = 0;
        while (envelope[at] != '}') {
            size = Math.addExact(Math.multiplyExact(size, 10), envelope[at++] - '0');
        }
        at += 3;
        if (size < 0 || size > envelope.length - at) {
            throw new IllegalArgumentException("literal of an envelope is cut short");
        }
        return size;
    }
}
