package org.posthaste.imap.protocol;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads one command's octets by the grammar of RFC 3501 §9. Literals stand in the octets as they came: header, CRLF, octets. Methods are named after the grammar's rules and leave the
 * position behind what they read.
 *
 * <p>More is accepted than the grammar allows where clients need it: octets above 127 in atoms and quoted strings, and blanks at the end of a command.
 *
 * <p>Fails: {@link ImapSyntaxException} only, whatever the octets. Confined to one thread; valid only while the octets are, so a command takes what it needs before it goes on later.
 */
public final class ImapParser {
    /** How deep lists may be nested; deeper is a syntax error, so that no input can exhaust the stack. */
    public static final int MAX_DEPTH = 50;

    private static final String[] MONTHS = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
    };
    private static final long MAX_UINT32 = 0xFFFFFFFFL;

    private final byte[] octets;
    private final int base;
    private final int end;
    private int at;
    private int depth;

    /** Reads the octets from {@code from} up to {@code to}; offsets in errors count from {@code from}. */
    public ImapParser(byte[] octets, int from, int to) {
        this.octets = octets;
        this.base = from;
        this.at = from;
        this.end = to;
    }

    /** Reads the octets of this ASCII or UTF-8 text; for tests. */
    public static ImapParser of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new ImapParser(octets, 0, octets.length);
    }

    // ---- characters

    /** An error at the current position. */
    public ImapSyntaxException expected(String what) {
        return new ImapSyntaxException("expected " + what, at - base);
    }

    /** Octets read so far. */
    public int position() {
        return at - base;
    }

    /** Goes back or forward to a position. */
    public void seek(int position) {
        at = base + position;
    }

    /** True if nothing is left. */
    public boolean atEnd() {
        return at >= end;
    }

    /** True if the next octet is this character. */
    public boolean next(char c) {
        return at < end && octets[at] == c;
    }

    /** Reads this character if it is next. */
    public boolean accept(char c) {
        if (next(c)) {
            at++;
            return true;
        }
        return false;
    }

    /** Reads this character. */
    public void expect(char c) {
        if (!accept(c)) {
            throw expected("'" + c + "'");
        }
    }

    /** SP. */
    public void sp() {
        if (!accept(' ')) {
            throw expected("SP");
        }
    }

    /** The end of the command; blanks before it are forgiven. */
    public void end() {
        while (accept(' ')) {
            // forgiven
        }
        if (at < end) {
            throw expected("end of command");
        }
    }

    /** Opens a parenthesised list. */
    public void open() {
        expect('(');
        deeper();
    }

    /** Closes a parenthesised list. */
    public void close() {
        expect(')');
        shallower();
    }

    /** Enters a nested construct; fails beyond {@link #MAX_DEPTH}. */
    public void deeper() {
        if (++depth > MAX_DEPTH) {
            throw new ImapSyntaxException("nested too deeply", at - base);
        }
    }

    /** Leaves a nested construct. */
    public void shallower() {
        depth--;
    }

    // ---- words

    /** tag: astring characters except {@code +}. */
    public String tag() {
        int start = at;
        while (at < end && isAstringChar(octets[at]) && octets[at] > 0 && octets[at] != '+') {
            at++;
        }
        if (at == start) {
            throw expected("tag");
        }
        return ascii(start);
    }

    /** atom. */
    public String atom() {
        int start = at;
        while (at < end && isAtomChar(octets[at])) {
            at++;
        }
        if (at == start) {
            throw expected("atom");
        }
        return Octets.text(octets, start, at);
    }

    /** An atom as a keyword of the grammar: in upper case. */
    public String keyword() {
        int start = at;
        while (at < end && isAtomChar(octets[at]) && octets[at] > 0) {
            at++;
        }
        if (at == start) {
            throw expected("keyword");
        }
        return upper(start);
    }

    /** A FETCH item's name: letters, digits and dots, in upper case; stops before {@code [}. */
    public String itemName() {
        int start = at;
        while (at < end && isNameChar(octets[at])) {
            at++;
        }
        if (at == start) {
            throw expected("item name");
        }
        return upper(start);
    }

    /** Reads this keyword, in any case, if it is next and complete. */
    public boolean acceptKeyword(String upperCase) {
        int length = upperCase.length();
        if (end - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (upper(octets[at + i]) != upperCase.charAt(i)) {
                return false;
            }
        }
        if (at + length < end && isAtomChar(octets[at + length])) {
            return false;
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

    /** A mailbox name or LIST pattern as it came: list-mailbox, which allows {@code %} and {@code *}. */
    public String listMailbox() {
        if (next('"') || next('{')) {
            return string();
        }
        int start = at;
        while (at < end && (isAstringChar(octets[at]) || octets[at] == '%' || octets[at] == '*')) {
            at++;
        }
        if (at == start) {
            throw expected("mailbox pattern");
        }
        return Octets.text(octets, start, at);
    }

    /** mailbox: an astring in modified UTF-7 (RFC 3501 §5.1.3), decoded. One separator at the end is dropped: some clients add it to names of parents (RFC 3501 §6.3.3). */
    public String mailbox() {
        int start = at;
        String encoded = astring();
        String name = MailboxNameCodec.decode(encoded)
                .orElseThrow(() -> new ImapSyntaxException("expected modified UTF-7", start - base));
        return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
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

    /** The header of a literal with its CRLF: {@code {n}} or, RFC 7888, {@code {n+}}; the octets are next. */
    public long literalHeader() {
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
        if (!next('{')) {
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

    /** True if a digit is next. */
    public boolean atDigit() {
        return at < end && octets[at] >= '0' && octets[at] <= '9';
    }

    /** sequence-set. */
    public SequenceSet sequenceSet() {
        SequenceSet.Builder set = new SequenceSet.Builder();
        do {
            long first = seqNumber();
            set.add(first, accept(':') ? seqNumber() : first);
        } while (accept(','));
        return set.build();
    }

    private long seqNumber() {
        return accept('*') ? SequenceSet.STAR : nzNumber();
    }

    // ---- dates

    /** date, quoted or not: {@code 1-Feb-1994}. */
    public LocalDate date() {
        boolean quoted = accept('"');
        LocalDate date = dateText();
        if (quoted) {
            expect('"');
        }
        return date;
    }

    private LocalDate dateText() {
        int start = at;
        accept(' ');
        int day = digits(1, 2);
        expect('-');
        int month = month();
        expect('-');
        int year = digits(4, 4);
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            at = start;
            throw expected("date that exists");
        }
    }

    /** date-time: {@code "17-Jul-1996 02:44:25 -0700"}. */
    public DateTime dateTime() {
        expect('"');
        LocalDate date = dateText();
        sp();
        int start = at;
        int hour = digits(2, 2);
        expect(':');
        int minute = digits(2, 2);
        expect(':');
        int second = digits(2, 2);
        sp();
        boolean west = next('-');
        if (!accept('-') && !accept('+')) {
            throw expected("'+' or '-'");
        }
        int zone = digits(4, 4);
        expect('"');
        if (hour > 23 || minute > 59 || second > 60 || zone / 100 > 23 || zone % 100 > 59) {
            at = start;
            throw expected("time that exists");
        }
        int offset = (zone / 100 * 60 + zone % 100) * (west ? -1 : 1);
        long local = date.toEpochDay() * 86400 + hour * 3600L + minute * 60L + second;
        return new DateTime(local - offset * 60L, offset);
    }

    /** A moment with the zone it was written in. */
    public record DateTime(long epochSecond, int offsetMinutes) {}

    private int digits(int min, int max) {
        int start = at;
        int value = 0;
        while (at < end && at - start < max && atDigit()) {
            value = 10 * value + octets[at] - '0';
            at++;
        }
        if (at - start < min) {
            throw expected("digit");
        }
        return value;
    }

    private int month() {
        if (end - at >= 3) {
            String name = new String(octets, at, 3, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            for (int i = 0; i < MONTHS.length; i++) {
                if (MONTHS[i].equals(name)) {
                    at += 3;
                    return i + 1;
                }
            }
        }
        throw expected("month");
    }

    // ---- flags and lists

    /** flag-list: flags in parentheses; {@code \Recent}, which no client can set, is dropped. */
    public List<String> flagList() {
        List<String> flags = new ArrayList<>();
        open();
        while (!next(')')) {
            if (!flags.isEmpty() || octets[at - 1] != '(') {
                sp();
            }
            addFlag(flags);
        }
        close();
        return flags;
    }

    /** Flags as STORE takes them: in parentheses, or one after another. */
    public List<String> flags() {
        if (next('(')) {
            return flagList();
        }
        List<String> flags = new ArrayList<>();
        do {
            addFlag(flags);
        } while (accept(' '));
        return flags;
    }

    private void addFlag(List<String> flags) {
        int start = at;
        String flag = flag();
        if (flag.equalsIgnoreCase("\\Recent")) {
            return;
        }
        if (flag.length() > 200) {
            at = start;
            throw expected("shorter flag");
        }
        flags.add(flag);
    }

    /** flag: a keyword or a system flag of RFC 3501 §2.3.2. */
    public String flag() {
        int start = at;
        boolean system = accept('\\');
        int word = at;
        while (at < end && isAtomChar(octets[at]) && octets[at] > 0) {
            at++;
        }
        if (at == word) {
            throw expected("flag");
        }
        String name = ascii(start);
        if (system && !isSystemFlag(name)) {
            at = start;
            throw expected("system flag or keyword");
        }
        return name;
    }

    /** An attribute such as {@code \Drafts}: backslash and atom. */
    public String backslashAtom() {
        expect('\\');
        return "\\" + atom();
    }

    private static boolean isSystemFlag(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "\\seen", "\\answered", "\\flagged", "\\deleted", "\\draft", "\\recent" -> true;
            default -> false;
        };
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

    private String ascii(int start) {
        return new String(octets, start, at - start, StandardCharsets.ISO_8859_1);
    }

    private String upper(int start) {
        char[] name = new char[at - start];
        for (int i = 0; i < name.length; i++) {
            name[i] = upper(octets[start + i]);
        }
        return new String(name);
    }
}
