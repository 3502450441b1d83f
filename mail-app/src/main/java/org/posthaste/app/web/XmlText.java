package org.posthaste.app.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** Writes a small XML document, indented, with everything escaped that must be. Confined to one thread. */
final class XmlText {
    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** A line before the first element. */
    XmlText declaration(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** Opens an element. */
    XmlText begin(String name, Map<String, String> attributes) {
        indent().append('<').append(name);
        new TreeMap<>(attributes).forEach((attribute, value) -> text.append(' ')
                .append(attribute)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        text.append(">\n");
        open.push(name);
        return this;
    }

    /** Opens an element without attributes. */
    XmlText begin(String name) {
        return begin(name, Map.of());
    }

    /** An element with text. */
    XmlText element(String name, String value) {
        indent().append('<').append(name).append('>').append(escaped(value));
        text.append("</").append(name).append(">\n");
        return this;
    }

    /** An element without anything in it. */
    XmlText empty(String name) {
        indent().append('<').append(name).append("/>\n");
        return this;
    }

    /** Closes the innermost element. */
    XmlText end() {
        String name = open.pop();
        indent().append("</").append(name).append(">\n");
        return this;
    }

    private StringBuilder indent() {
        return text.append("  ".repeat(open.size()));
    }

    /** The value as it may stand in text and in quotes; characters that XML cannot hold are replaced. */
    static String escaped(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        value.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(
                        c < ' ' && c != '\t' && c != '\n' || c >= 0xd800 && c <= 0xdfff || c >= 0xfffe && c <= 0xffff
                                ? 0xfffd
                                : c);
            }
        });
        return escaped.toString();
    }

    /** The document so far. */
    @Override
    public String toString() {
        return text.toString();
    }
}
