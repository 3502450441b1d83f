package org.posthaste.imap.protocol;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one command's octets by the grammar of RFC 3501 §9. Methods are named after the grammar's rules and leave the position behind what they read.
 *
 * <p>Fails: {@link ImapSyntaxException} only, whatever the octets. Confined to one thread; valid only while the octets are, so a command takes what it needs before it goes on later.
 */
public final class ImapParser extends ImapWords {
    private static final String[] MONTHS = {
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"
    };
    private static final int MAX_FLAG = 200;

    private boolean utf8Names;

    /** Reads the octets from {@code from} up to {@code to}; offsets in errors count from {@code from}. */
    public ImapParser(byte[] octets, int from, int to) {
        super(octets, from, to);
    }

    /** Reads the octets of this ASCII or UTF-8 text; for tests. */
    public static ImapParser of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new ImapParser(octets, 0, octets.length);
    }

    /** Mailbox names and quoted strings are UTF-8 from now on: the client has enabled UTF8=ACCEPT, RFC 6855 §3. */
    public ImapParser utf8() {
        utf8Names = true;
        requireUtf8();
        return this;
    }

    // ---- names of mailboxes

    /** A mailbox name or pattern behind its spelling on the wire; empty if it is none. */
    public Optional<String> mailboxName(String wire) {
        return utf8Names ? Optional.of(wire) : MailboxNameCodec.decode(wire);
    }

    /** A mailbox name or LIST pattern as it came: list-mailbox, which allows {@code %} and {@code *}. */
    public String listMailbox() {
        return next('"') || next('{') ? string() : run(ImapParser::isListChar, "mailbox pattern");
    }

    private static boolean isListChar(byte octet) {
        return isAstringChar(octet) || octet == '%' || octet == '*';
    }

    /** mailbox: an astring in modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 once that is enabled, decoded. One separator at the end is dropped: some clients add it to names of parents (RFC 3501 §6.3.3). */
    public String mailbox() {
        int start = position();
        byte[] wire = astringOctets();
        if (utf8Names && !Octets.isUtf8(wire, 0, wire.length)) {
            throw new ImapSyntaxException("expected UTF-8", start);
        }
        String name = mailboxName(Octets.text(wire, 0, wire.length))
                .orElseThrow(() -> new ImapSyntaxException("expected modified UTF-7", start));
        return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    // ---- sets of messages

    /** sequence-set; also {@code $}, RFC 5182 §3. */
    public SequenceSet sequenceSet() {
        if (accept('$')) {
            return SequenceSet.SAVED;
        }
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
        int start = position();
        accept(' ');
        int day = digits(1, 2);
        expect('-');
        int month = month();
        expect('-');
        int year = digits(4, 4);
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            seek(start);
            throw expected("date that exists");
        }
    }

    /** date-time: {@code "17-Jul-1996 02:44:25 -0700"}. */
    public DateTime dateTime() {
        expect('"');
        LocalDate date = dateText();
        sp();
        int start = position();
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
            seek(start);
            throw expected("time that exists");
        }
        int offset = (zone / 100 * 60 + zone % 100) * (west ? -1 : 1);
        long local = date.toEpochDay() * 86400 + hour * 3600L + minute * 60L + second;
        return new DateTime(local - offset * 60L, offset);
    }

    /** A moment with the zone it was written in. */
    public record DateTime(long epochSecond, int offsetMinutes) {}

    private int digits(int min, int max) {
        int start = position();
        int value = 0;
        while (position() - start < max && atDigit()) {
            value = 10 * value + digit();
        }
        if (position() - start < min) {
            throw expected("digit");
        }
        return value;
    }

    private int month() {
        for (int i = 0; i < MONTHS.length; i++) {
            if (acceptLetters(MONTHS[i])) {
                return i + 1;
            }
        }
        throw expected("month");
    }

    // ---- flags and lists

    /** flag-list: flags in parentheses; {@code \Recent}, which no client can set, is dropped. */
    public List<String> flagList() {
        List<String> flags = new ArrayList<>();
        open();
        if (!next(')')) {
            do {
                addFlag(flags);
            } while (accept(' '));
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
        int start = position();
        String flag = flag();
        if (flag.equalsIgnoreCase("\\Recent")) {
            return;
        }
        if (flag.length() > MAX_FLAG) {
            seek(start);
            throw expected("shorter flag");
        }
        flags.add(flag);
    }

    /** flag: a keyword or a system flag of RFC 3501 §2.3.2. */
    public String flag() {
        int start = position();
        boolean system = accept('\\');
        String name = (system ? "\\" : "") + run(octet -> isAtomChar(octet) && octet > 0, "flag");
        if (system && !isSystemFlag(name)) {
            seek(start);
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
}
