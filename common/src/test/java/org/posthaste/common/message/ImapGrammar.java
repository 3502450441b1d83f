package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads ENVELOPE and BODYSTRUCTURE strictly by the grammar of RFC 9051 §9, and fails on the least deviation. Lists
 * become {@code List}, strings {@code String} (one character an octet), numbers {@code Long}, NIL an empty
 * {@code Optional}.
 */
final class ImapGrammar {
    private final String text;
    private int at;

    private ImapGrammar(byte[] octets) {
        text = new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** {@code "(" env-date SP env-subject SP ... ")"}. */
    static List<Object> envelope(byte[] octets) {
        ImapGrammar grammar = new ImapGrammar(octets);
        List<Object> envelope = grammar.envelope();
        assertThat(grammar.at).isEqualTo(octets.length);
        return envelope;
    }

    /** {@code "(" (body-type-1part / body-type-mpart) ")"}, with body-ext or without. */
    static List<Object> body(byte[] octets, boolean extended) {
        ImapGrammar grammar = new ImapGrammar(octets);
        List<Object> body = grammar.body(extended);
        assertThat(grammar.at).isEqualTo(octets.length);
        return body;
    }

    private List<Object> envelope() {
        List<Object> fields = new ArrayList<>();
        take('(');
        fields.add(nstring());
        take(' ');
        fields.add(nstring());
        for (int i = 0; i < 6; i++) {
            take(' ');
            fields.add(addresses());
        }
        take(' ');
        fields.add(nstring());
        take(' ');
        fields.add(nstring());
        take(')');
        return fields;
    }

    private Object addresses() {
        if (peek() != '(') {
            return nil();
        }
        List<Object> addresses = new ArrayList<>();
        take('(');
        boolean inGroup = false;
        do {
            List<Object> address = address();
            boolean hasHost = !address.get(3).equals(Optional.empty());
            boolean hasMailbox = !address.get(2).equals(Optional.empty());
            if (!hasHost) {
                assertThat(inGroup).as("groups open and close in turn").isEqualTo(!hasMailbox);
                inGroup = hasMailbox;
            } else {
                assertThat(hasMailbox).as("a host has a mailbox").isTrue();
                assertThat(address.subList(2, 4))
                        .as("clients refuse empty parts")
                        .doesNotContain("");
            }
            addresses.add(address);
        } while (peek() == '(');
        assertThat(inGroup).as("group is closed").isFalse();
        take(')');
        return addresses;
    }

    private List<Object> address() {
        List<Object> parts = new ArrayList<>();
        char before = '(';
        for (int i = 0; i < 4; i++) {
            take(before);
            parts.add(nstring());
            before = ' ';
        }
        take(')');
        return parts;
    }

    private List<Object> body(boolean extended) {
        List<Object> body = new ArrayList<>();
        take('(');
        if (peek() == '(') {
            while (peek() == '(') {
                body.add(body(extended));
            }
            take(' ');
            body.add(string());
            if (extended) {
                take(' ');
                body.add(parameters());
                extension(body);
            }
        } else {
            onePart(body, extended);
        }
        take(')');
        return body;
    }

    private void onePart(List<Object> body, boolean extended) {
        String type = string();
        take(' ');
        String subtype = string();
        body.add(type);
        body.add(subtype);
        take(' ');
        body.add(parameters());
        take(' ');
        body.add(nstring());
        take(' ');
        body.add(nstring());
        take(' ');
        body.add(string());
        take(' ');
        body.add(number());
        if (type.equals("TEXT")) {
            take(' ');
            body.add(number());
        } else if (type.equals("MESSAGE") && subtype.equals("RFC822")) {
            take(' ');
            body.add(envelope());
            take(' ');
            body.add(body(extended));
            take(' ');
            body.add(number());
        }
        if (extended) {
            take(' ');
            body.add(nstring());
            extension(body);
        }
    }

    private void extension(List<Object> body) {
        take(' ');
        if (peek() == '(') {
            take('(');
            List<Object> disposition = new ArrayList<>();
            disposition.add(string());
            take(' ');
            disposition.add(parameters());
            take(')');
            body.add(disposition);
        } else {
            body.add(nil());
        }
        take(' ');
        body.add(peek() == '(' ? strings(1) : nil());
        take(' ');
        body.add(nstring());
    }

    private Object parameters() {
        return peek() == '(' ? strings(2) : nil();
    }

    private List<Object> strings(int multiple) {
        List<Object> strings = new ArrayList<>();
        take('(');
        strings.add(string());
        while (peek() == ' ') {
            take(' ');
            strings.add(string());
        }
        take(')');
        assertThat(strings.size() % multiple).isZero();
        return strings;
    }

    private Object nstring() {
        return peek() == 'N' ? nil() : string();
    }

    private Object nil() {
        assertThat(text).startsWith("").satisfies(all -> assertThat(all.startsWith("NIL", at))
                .as("NIL at " + at)
                .isTrue());
        at += 3;
        return Optional.empty();
    }

    private String string() {
        if (peek() == '{') {
            at++;
            int length = (int) number();
            take('}');
            take('\r');
            take('\n');
            String literal = text.substring(at, at + length);
            assertThat(literal).doesNotContain("\0");
            at += length;
            return literal;
        }
        take('"');
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            assertThat((int) c)
                    .as("character in a quoted string")
                    .isBetween(1, 127)
                    .isNotEqualTo((int) '\r')
                    .isNotEqualTo((int) '\n');
            if (c == '\\') {
                c = text.charAt(at++);
                assertThat(c).isIn('"', '\\');
            }
            value.append(c);
        }
        take('"');
        return value.toString();
    }

    private long number() {
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        return Long.parseLong(text.substring(start, at));
    }

    private char peek() {
        return text.charAt(at);
    }

    private void take(char expected) {
        if (text.charAt(at) != expected) {
            throw new AssertionError("expected " + expected + " at " + at + " of "
                    + text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 20)));
        }
        at++;
    }
}
