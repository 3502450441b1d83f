package org.posthaste.smtp.verify.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with macros, read (RFC 7208 §7.1). Immutable.
 *
 * <p>Fails: {@link SpfSyntaxException} while reading.
 */
final class MacroText {
    /** {@code *DIGIT}, {@code r}, delimiters; behind the letter. */
    private static final Pattern MACRO = Pattern.compile("([slodiphcrtvSLODIPHCRTV])(\\d*)([rR]?)([.\\-+,/_=]*)\\}");

    private static final String IN_EXPLANATIONS_ONLY = "crt";
    private static final int MAX_EXPANDED = 10_000;
    private static final int ALL_PARTS = Integer.MAX_VALUE;

    /** What a macro letter, in lower case, stands for. */
    @FunctionalInterface
    interface Values {
        String of(char letter);
    }

    private sealed interface Part {
        void expand(Values values, StringBuilder into);
    }

    private record Literal(String text) implements Part {
        @Override
        public void expand(Values values, StringBuilder into) {
            into.append(text);
        }
    }

    /**
     * One macro.
     *
     * @param letter in lower case
     * @param parts how many, from the right
     * @param delimiters where to split; empty to leave the value as it is
     * @param escaped true for a capital letter
     */
    private record Macro(char letter, int parts, boolean reversed, String delimiters, boolean escaped) implements Part {
        @Override
        public void expand(Values values, StringBuilder into) {
            String value = values.of(letter);
            String picked = delimiters.isEmpty() ? value : picked(value);
            into.append(escaped ? escape(picked) : picked);
        }

        private String picked(String value) {
            List<String> all = new ArrayList<>();
            int start = 0;
            for (int i = 0; i <= value.length(); i++) {
                if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                    all.add(value.substring(start, i));
                    start = i + 1;
                }
            }
            if (reversed) {
                Collections.reverse(all);
            }
            return String.join(".", all.subList(Math.max(0, all.size() - parts), all.size()));
        }

        /** Percent-encodes what is not "unreserved" (RFC 3986 §2.3). */
        private static String escape(String value) {
            StringBuilder url = new StringBuilder();
            for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
                char c = (char) (octet & 0xff);
                boolean unreserved =
                        c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
                url.append(unreserved ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
            }
            return url.toString();
        }
    }

    private final List<Part> parts;

    private MacroText(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** A {@code domain-spec}. */
    static MacroText domain(String text) {
        return new MacroText(read(text, false, true));
    }

    /** A {@code macro-string}, as unknown modifiers have it. */
    static MacroText string(String text) {
        return new MacroText(read(text, false, false));
    }

    /** An {@code explain-string}. */
    static MacroText explanation(String text) {
        return new MacroText(read(text, true, false));
    }

    private static List<Part> read(String text, boolean spaces, boolean forDomain) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        Matcher macro = MACRO.matcher(text);
        int tail = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                if (c > 0x7e || c < 0x20 || c == ' ' && !spaces) {
                    throw new SpfSyntaxException("a character that is not allowed");
                }
                literal.append(c);
                continue;
            }
            char kind = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (kind == '{' && macro.region(i + 2, text.length()).lookingAt()) {
                flush(literal, parts);
                parts.add(macro(macro, forDomain));
                i = macro.end() - 1;
            } else if (kind == '%' || kind == '_' || kind == '-') {
                literal.append(kind == '%' ? "%" : kind == '_' ? " " : "%20");
                i++;
            } else {
                throw new SpfSyntaxException("a macro that is none");
            }
            tail = i + 1;
        }
        flush(literal, parts);
        if (forDomain && !isDomainEnd(text, tail)) {
            throw new SpfSyntaxException("no domain");
        }
        return parts;
    }

    /** {@code domain-end}: a macro, or {@code "." toplabel [ "." ]} behind the last one. */
    private static boolean isDomainEnd(String text, int tail) {
        if (tail == text.length()) {
            return tail > 0;
        }
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        int dot = text.lastIndexOf('.', end - 1);
        String top = text.substring(dot + 1, end);
        return dot >= tail
                && !top.isEmpty()
                && !top.startsWith("-")
                && !top.endsWith("-")
                && top.chars().allMatch(c -> c == '-' || c < 0x80 && Character.isLetterOrDigit(c))
                && top.chars().anyMatch(c -> c < '0' || c > '9');
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (literal.length() > 0) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static Macro macro(Matcher macro, boolean forDomain) {
        char written = macro.group(1).charAt(0);
        char letter = Character.toLowerCase(written);
        if (forDomain && IN_EXPLANATIONS_ONLY.indexOf(letter) >= 0) {
            throw new SpfSyntaxException("macro %{" + written + "} outside of an explanation");
        }
        boolean reversed = !macro.group(3).isEmpty();
        String digits = macro.group(2).replaceFirst("^0+", "");
        if (digits.isEmpty() && !macro.group(2).isEmpty()) {
            throw new SpfSyntaxException("a macro with no parts");
        }
        int parts = digits.isEmpty() || digits.length() > 9 ? ALL_PARTS : Integer.parseInt(digits);
        boolean splits =
                reversed || !macro.group(2).isEmpty() || !macro.group(4).isEmpty();
        String delimiters = !splits || !macro.group(4).isEmpty() ? macro.group(4) : ".";
        return new Macro(letter, parts, reversed, delimiters, written != letter);
    }

    /** True if it has the macro, in either case. */
    boolean uses(char letter) {
        return parts.stream().anyMatch(part -> part instanceof Macro macro && macro.letter == letter);
    }

    /** The text with its macros replaced; empty if it becomes so long that it is good for nothing. */
    String expand(Values values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            part.expand(values, text);
            if (text.length() > MAX_EXPANDED) {
                return "";
            }
        }
        return text.toString();
    }
}
