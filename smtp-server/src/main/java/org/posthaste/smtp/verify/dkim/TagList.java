package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of {@code name=value} separated by semicolons, RFC 6376 §3.2: names are case-sensitive and come once, blanks
 * and folding around names and values do not count, the order is kept. Values are ISO 8859-1, one character for each
 * octet. Limit: {@value #MAX_TAGS} tags. Immutable.
 */
public final class TagList {
    private static final int MAX_TAGS = 64;

    private final List<Tag> tags;

    /**
     * One tag.
     *
     * @param value without blanks around
     * @param start index of the first octet behind the equals sign
     * @param end index behind the last octet before the semicolon or the end
     */
    public record Tag(String name, String value, int start, int end) {}

    private TagList(List<Tag> tags) {
        this.tags = List.copyOf(tags);
    }

    /** Reads a list from octets; indexes of the tags are those of {@code octets}. */
    public static TagList parse(byte[] octets, int from, int to) throws InvalidSignatureException {
        List<Tag> tags = new ArrayList<>(12);
        int at = from;
        while (true) {
            int end = at;
            while (end < to && octets[end] != ';') {
                end++;
            }
            int first = skipBlanks(octets, at, end);
            if (first == end && end == to && !tags.isEmpty()) {
                return new TagList(tags);
            }
            Tag tag = tag(octets, first, end);
            if (tags.stream().anyMatch(other -> other.name().equals(tag.name()))) {
                throw InvalidSignatureException.syntax("tag " + tag.name() + "= comes twice");
            }
            if (tags.size() == MAX_TAGS) {
                throw InvalidSignatureException.syntax("more than " + MAX_TAGS + " tags");
            }
            tags.add(tag);
            if (end == to) {
                return new TagList(tags);
            }
            at = end + 1;
        }
    }

    /** Reads a list from text, one octet a character. */
    public static TagList parse(String text) throws InvalidSignatureException {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return parse(octets, 0, octets.length);
    }

    /** All tags in order. */
    public List<Tag> tags() {
        return tags;
    }

    /** The tag of this name. */
    public Optional<Tag> tag(String name) {
        for (Tag tag : tags) {
            if (tag.name().equals(name)) {
                return Optional.of(tag);
            }
        }
        return Optional.empty();
    }

    /** The value of the tag of this name. */
    public Optional<String> value(String name) {
        return tag(name).map(Tag::value);
    }

    /** The value of a tag that must be there and not be empty. */
    public String required(String name) throws InvalidSignatureException {
        String value = value(name).orElseThrow(() -> InvalidSignatureException.syntax("tag " + name + "= is missing"));
        if (value.isEmpty()) {
            throw InvalidSignatureException.syntax("tag " + name + "= is empty");
        }
        return value;
    }

    private static Tag tag(byte[] octets, int first, int end) throws InvalidSignatureException {
        int at = first;
        while (at < end && isNameOctet(octets[at], at > first)) {
            at++;
        }
        if (at == first) {
            throw InvalidSignatureException.syntax("a tag has no name");
        }
        String name = new String(octets, first, at - first, StandardCharsets.ISO_8859_1);
        at = skipBlanks(octets, at, end);
        if (at == end || octets[at] != '=') {
            throw InvalidSignatureException.syntax("a tag is not name=value");
        }
        int start = at + 1;
        int from = skipBlanks(octets, start, end);
        int to = end;
        while (to > from && isBlank(octets[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (octets[i] >= 0 && octets[i] < ' ' && !isBlank(octets[i]) || octets[i] == 0x7f) {
                throw InvalidSignatureException.syntax("tag " + name + "= holds a control character");
            }
        }
        return new Tag(name, new String(octets, from, to - from, StandardCharsets.ISO_8859_1), start, end);
    }

    private static boolean isNameOctet(byte c, boolean inside) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || inside && (c >= '0' && c <= '9' || c == '_');
    }

    private static int skipBlanks(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && isBlank(octets[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /** The value without any blanks. */
    static String withoutBlanks(String value) {
        int i = 0;
        while (i < value.length() && value.charAt(i) > ' ') {
            i++;
        }
        if (i == value.length()) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        value.chars().filter(c -> c > ' ').forEach(c -> text.append((char) c));
        return text.toString();
    }

    /** The parts of a value between colons, without blanks around. */
    static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(":", -1)) {
            parts.add(part.strip());
        }
        return parts;
    }
}
