package org.posthaste.common.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A field of the form {@code value; name=value; ...} (RFC 2045 §5.1, RFC 2183 §2), read tolerantly: comments and junk
 * between parameters are skipped, values without quotes reach to the next semicolon, a missing closing quote is
 * supplied. One character holds one octet. Immutable.
 *
 * @param value what stands before the parameters, such as {@code text/plain}; empty if nothing does
 * @param parameters in order, as sent, unquoted; at most {@value #MAX_PARAMETERS}
 */
record MimeField(String value, List<Parameter> parameters) {
    private static final int MAX_PARAMETERS = 100;

    /** One parameter; the name as sent. */
    record Parameter(String name, String value) {}

    /** The value in lower case. */
    String lowerValue() {
        return value.toLowerCase(Locale.ROOT);
    }

    /** The first parameter of this name, in any case. */
    Optional<String> parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equalsIgnoreCase(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /**
     * A parameter decoded (RFC 2231 continuations, charset and percent encoding; encoded words where clients wrongly
     * put them). Empty text if there is none.
     */
    String decoded(String name) {
        return ParameterDecoding.decode(parameters, name);
    }

    static MimeField parse(String body) {
        return new Parsing(body).parse();
    }

    /** True for a token of RFC 2045 §5.1. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?=".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** One pass over a body. */
    private static final class Parsing {
        private final String body;
        private int at;

        Parsing(String body) {
            this.body = body;
        }

        MimeField parse() {
            StringBuilder value = new StringBuilder();
            skipBlanks();
            while (at < body.length() && isValueCharacter(value)) {
                value.append(body.charAt(at++));
                int end = at;
                skipBlanks();
                if (at > end && !(peek() == '/' || value.charAt(value.length() - 1) == '/')) {
                    break;
                }
            }
            List<Parameter> parameters = new ArrayList<>();
            while (at < body.length() && parameters.size() < MAX_PARAMETERS) {
                parseParameter(parameters);
            }
            return new MimeField(value.toString(), List.copyOf(parameters));
        }

        private boolean isValueCharacter(StringBuilder value) {
            char c = peek();
            return c != ';' && c != '"' && c != '=' && c != ',' && value.length() < 1000;
        }

        private void parseParameter(List<Parameter> parameters) {
            while (at < body.length()
                    && (peek() == ';'
                            || peek() == '='
                            || peek() == '"'
                            || peek() == ','
                            || isBlank(peek())
                            || peek() == '(')) {
                if (peek() == '(') {
                    skipComment();
                } else {
                    at++;
                }
            }
            int start = at;
            while (at < body.length() && peek() != '=' && peek() != ';' && !isBlank(peek())) {
                at++;
            }
            String name = body.substring(start, at);
            skipBlanks();
            if (peek() != '=') {
                return;
            }
            at++;
            skipBlanks();
            String value = peek() == '"' ? quotedValue() : plainValue();
            if (isToken(name)) {
                parameters.add(new Parameter(name, value));
            }
        }

        private String quotedValue() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < body.length()) {
                char c = body.charAt(at++);
                if (c == '"') {
                    break;
                }
                if (c == '\\' && at < body.length()) {
                    c = body.charAt(at++);
                }
                value.append(c);
            }
            return value.toString();
        }

        private String plainValue() {
            int start = at;
            while (at < body.length()
                    && peek() != ';'
                    && !(peek() == '(' && at > start && isBlank(body.charAt(at - 1)))) {
                at++;
            }
            return body.substring(start, at).strip();
        }

        private void skipBlanks() {
            while (at < body.length() && (isBlank(peek()) || peek() == '(')) {
                if (peek() == '(') {
                    skipComment();
                } else {
                    at++;
                }
            }
        }

        private void skipComment() {
            int depth = 0;
            do {
                char c = body.charAt(at++);
                if (c == '\\') {
                    at++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                }
            } while (depth > 0 && at < body.length());
            at = Math.min(at, body.length());
        }

        private char peek() {
            return at < body.length() ? body.charAt(at) : 0;
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }
    }
}
