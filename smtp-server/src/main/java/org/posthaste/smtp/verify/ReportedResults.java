package org.posthaste.smtp.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What another server reports of DMARC in an Authentication-Results or ARC-Authentication-Results field (RFC 8601 §2.2,
 * RFC 8617 §4.1.1). Anything that is not said clearly is not said. Stateless.
 */
final class ReportedResults {
    private static final int LONGEST = 16 * 1024;

    private ReportedResults() {}

    /**
     * The domain of From for which a field reports {@code dmarc=pass}; empty if it does not, or reports several results.
     *
     * @param payload the field's text behind its name, with the authserv-id
     */
    static Optional<String> dmarcPass(String payload) {
        if (payload.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<String> domain = Optional.empty();
        int results = 0;
        for (List<String> words : statements(payload)) {
            String method = words.isEmpty() ? "" : words.get(0).toLowerCase(Locale.ROOT);
            if (method.equals("dmarc") || method.startsWith("dmarc/")) {
                results++;
                domain = passed(words);
            }
        }
        return results == 1 ? domain : Optional.empty();
    }

    /** From {@code dmarc = pass header.from = example.org}, as words. */
    private static Optional<String> passed(List<String> words) {
        if (words.size() < 3 || !words.get(1).equals("=") || !words.get(2).equalsIgnoreCase("pass")) {
            return Optional.empty();
        }
        for (int i = 3; i + 2 < words.size(); i++) {
            if (words.get(i).equalsIgnoreCase("header.from") && words.get(i + 1).equals("=")) {
                String value = words.get(i + 2).toLowerCase(Locale.ROOT);
                return Optional.of(value.substring(value.lastIndexOf('@') + 1));
            }
        }
        return Optional.empty();
    }

    /**
     * The words of each part between semicolons: comments left out, quoted strings without their quotes, an equals sign
     * a word of its own.
     */
    private static List<List<String>> statements(String payload) {
        List<List<String>> statements = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < payload.length(); at++) {
            char c = payload.charAt(at);
            if (c == '(') {
                at = behindComment(payload, at);
            } else if (c == '"') {
                at = quoted(payload, at, word);
                continue;
            } else if (c != ';' && c != '=' && c > ' ') {
                word.append(c);
                continue;
            }
            if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (c == '=') {
                words.add("=");
            } else if (c == ';') {
                statements.add(List.copyOf(words));
                words.clear();
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        statements.add(words);
        return statements;
    }

    /** Index of the last octet of a comment; of the end if it has none. */
    private static int behindComment(String payload, int from) {
        int depth = 0;
        for (int at = from; at < payload.length(); at++) {
            char c = payload.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return at;
            }
        }
        return payload.length();
    }

    /** Appends what a quoted string holds; gives the index of its last octet. */
    private static int quoted(String payload, int from, StringBuilder word) {
        int at = from + 1;
        for (; at < payload.length() && payload.charAt(at) != '"'; at++) {
            if (payload.charAt(at) == '\\' && at + 1 < payload.length()) {
                at++;
            }
            // What separates words elsewhere does not within quotes, and no domain holds it.
            char c = payload.charAt(at);
            word.append(c == ' ' ? '_' : c);
        }
        return at;
    }
}
