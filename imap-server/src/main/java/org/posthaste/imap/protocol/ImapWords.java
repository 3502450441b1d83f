package org.posthaste.imap.protocol;

import java.util.Arrays;

/**
 * The words of the grammar, RFC 3501 §9: atoms, strings, literals, numbers. Literals stand in the octets as they came: header, CRLF, octets.
 *
 * <p>More is accepted than the grammar allows where clients need it: octets above 127 in atoms and quoted strings, and blanks at the end of a command.
 */
abstract sealed class ImapWords extends ImapCursor permits ImapParser {
    private static final long MAX_UINT32 = 0xFFFFFFFFL;

    private boolean utf8;

    ImapWords(byte[] octets, int from, int to) {
        super(octets, from, to);
    }

    /** Octets above 127 in quoted strings must be UTF-8 from now on, RFC 6855 §3. */
    void requireUtf8() {
        utf8 = true;
    }

    // ---- words

    /** tag: astring characters except {@code +}. */
    public String tag() {
        return run(octet -> isAstringChar(octet) && octet > 0 && octet != '+', "tag");
    }

    /** atom. */
    public String atom() {
        return run(ImapWords::isAtomChar, "atom");
    }

    /** An atom as a keyword of the grammar: in upper case. */
    public String keyword() {
        return upper(run(octet -> isAtomChar(octet) && octet > 0, "keyword"));
    }

    /** A FETCH item's name: letters, digits and dots, in upper case; stops before {@code [}. */
    public String itemName() {
        return upper(run(ImapWords::isNameChar, "item name"));
    }

    /** As many octets of a class as there are, at least one, as text. */
    String run(OctetClass octetClass, String name) {
        int start = at;
        while (at < end && octetClass.has(octets[at])) {
            at++;
        }
        if (at == start) {
            throw expected(name);
        }
        return Octets.text(octets, start, at);
    }

    /** A set of octets. */
    interface OctetClass {
        boolean has(byte octet);
    }

    /** Reads this keyword, in any case, if it is next and complete. */
    public boolean acceptKeyword(String upperCase) {
        int after = at + upperCase.length();
        return (after >= end || !isAtomChar(octets[after])) && acceptLetters(upperCase);
    }

    /** Reads these letters, in any case, if they are next. */
    boolean acceptLetters(String upperCase) {
        int length = upperCase.length();
        if (end - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (upper(octets[at + i]) != upperCase.charAt(i)) {
                return false;
            }
        }
        at += length;
        return true;
    }

    /** astring as text: UTF-8 where valid. */
    public String astring() {
        byte[] value = astringOctets();
        return Octets.text(value, 0, value.length);
    }

    /** astring as octets. */
    public byte[] astringOctets() {
        if (next('"') || next('{')) {
            return stringOctets();
        }
        int start = at;
        while (at < end && isAstringChar(octets[at])) {
            at++;
        }
        if (at == start) {
            throw expected("astring");
        }
        return Arrays.copyOfRange(octets, start, at);
    }

    /** astring as octets, which need not be UTF-8 even where quoted strings have to be. */
    public byte[] astringOctetsInAnyCharset() {
        boolean required = utf8;
        utf8 = false;
        try {
            return astringOctets();
        } finally {
            utf8 = required;
        }
    }

    /** string as text: UTF-8 where valid. */
    public String string() {
        byte[] value = stringOctets();
        return Octets.text(value, 0, value.length);
    }

    /** string as octets: quoted or literal. */
    public byte[] stringOctets() {
        if (next('"')) {
            return quoted();
        }
        if (next('{')) {
            return literal();
        }
        throw expected("string");
    }

    /** True if NIL is next; then it is read. */
    public boolean acceptNil() {
        return acceptKeyword("NIL");
    }

    private byte[] quoted() {
        at++;
        int start = at;
        int escapes = 0;
        while (at < end && octets[at] != '"') {
            byte octet = octets[at];
            if (octet == '\\') {
                at++;
                if (at >= end || octets[at] != '"' && octets[at] != '\\') {
                    throw expected("'\"' or '\\' after '\\'");
                }
                escapes++;
            } else if (octet == 0 || octet == '\r' || octet == '\n') {
                throw expected("quoted character");
            }
            at++;
        }
        if (at >= end) {
            throw expected("'\"'");
        }
        if (utf8 && !Octets.isUtf8(octets, start, at)) {
            at = start;
            throw expected("UTF-8");
        }
        byte[] value = new byte[at - start - escapes];
        for (int i = start, n = 0; i < at; i++) {
            if (octets[i] == '\\') {
                i++;
            }
            value[n++] = octets[i];
        }
        at++;
        return value;
    }

    private byte[] literal() {
        int start = at;
        long size = literalHeader();
        if (size > end - at) {
            at = start;
            throw expected("literal with its octets");
        }
        for (int i = at; i < at + size; i++) {
            if (octets[i] == 0) {
                at = i;
                throw expected("octet other than NUL");
            }
        }
        byte[] value = Arrays.copyOfRange(octets, at, at + (int) size);
        at += (int) size;
        return value;
    }

    /** The header of a literal with its CRLF: {@code {n}} or, RFC 7888, {@code {n+}}, behind {@code ~} for a literal8 (RFC 3516 §7); the octets are next. */
    public long literalHeader() {
        accept('~');
        expect('{');
        long size = number64();
        accept('+');
        expect('}');
        accept('\r');
        if (!accept('\n')) {
            throw expected("CRLF");
        }
        return size;
    }

    /** True if a literal's header is next and is the last thing in these octets: its own octets are yet to come or went elsewhere. */
    public boolean atLastLiteral() {
        if (!next('{') && !(next('~') && at + 1 < end && octets[at + 1] == '{')) {
            return false;
        }
        int i = at;
        while (i < end && octets[i] != '\n') {
            i++;
        }
        return i >= end - 1;
    }

    // ---- numbers

    /** number: 32 bits, unsigned. */
    public long number() {
        return bounded(MAX_UINT32);
    }

    /** nz-number. */
    public long nzNumber() {
        int start = at;
        long value = number();
        if (value == 0) {
            at = start;
            throw expected("number above 0");
        }
        return value;
    }

    /** number64, mod-sequence-valzer: 63 bits, RFC 7162 §7. */
    public long number64() {
        return bounded(Long.MAX_VALUE);
    }

    private long bounded(long max) {
        int start = at;
        long value = 0;
        while (at < end && octets[at] >= '0' && octets[at] <= '9') {
            int digit = octets[at] - '0';
            if (value > (max - digit) / 10) {
                at = start;
                throw expected("number up to " + max);
            }
            value = 10 * value + digit;
            at++;
        }
        if (at == start) {
            throw expected("number");
        }
        return value;
    }

    /** The digit that is next. */
    int digit() {
        return octets[at++] - '0';
    }

    /** True if a digit is next. */
    public boolean atDigit() {
        return at < end && octets[at] >= '0' && octets[at] <= '9';
    }

    // ---- character classes

    /** ATOM-CHAR, and octets above 127. */
    public static boolean isAtomChar(byte octet) {
        return switch (octet) {
            case '(', ')', '{', ' ', '%', '*', '"', '\\', ']', 0x7f -> false;
            default -> octet < 0 || octet > ' ';
        };
    }

    /** ASTRING-CHAR, and octets above 127. */
    public static boolean isAstringChar(byte octet) {
        return octet == ']' || isAtomChar(octet);
    }

    private static boolean isNameChar(byte octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || octet == '.'
                || octet == '-';
    }

    private static char upper(byte octet) {
        return (char) (octet >= 'a' && octet <= 'z' ? octet - 32 : octet);
    }

    private static String upper(String ascii) {
        char[] letters = ascii.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = upper((byte) letters[i]);
        }
        return new String(letters);
    }
}
