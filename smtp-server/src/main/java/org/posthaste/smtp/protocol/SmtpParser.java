package org.posthaste.smtp.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

/**
 * Reads one command line (RFC 5321 §4.1), from left to right; the methods are named like the grammar. Not thread-safe.
 *
 * <p>Fails: {@link SmtpSyntaxException} with the octet where something else was expected; never anything else, whatever
 * the octets.
 */
public final class SmtpParser {
    private final byte[] line;
    private int at;
    private boolean utf8;

    /** A parser of a line without its line end. */
    public SmtpParser(byte[] line) {
        this.line = line;
    }

    /** The octet that is read next, counted from 0. */
    public int position() {
        return at;
    }

    /** True if text beyond ASCII was read. */
    public boolean sawUtf8() {
        return utf8;
    }

    /** True if nothing is left, but for white space, which is tolerated before the line end (RFC 5321 §4.1.1). */
    public boolean atEnd() {
        int i = at;
        while (i < line.length && isSpace(line[i])) {
            i++;
        }
        return i == line.length;
    }

    /** Nothing may follow. */
    public void end() {
        skipSpaces();
        if (at < line.length) {
            throw error("expected the end of the line");
        }
    }

    /** The verb in upper case; empty if the line does not begin with one. */
    public String verb() {
        int start = at;
        while (at < line.length && isAlphanumeric(line[at])) {
            at++;
        }
        return ascii(start, at).toUpperCase(Locale.ROOT);
    }

    /** True if no letter of a word follows directly: white space or the end of the line. */
    public boolean atWordEnd() {
        return at == line.length || isSpace(line[at]);
    }

    /** One space or more. */
    public void space() {
        if (at >= line.length || !isSpace(line[at])) {
            throw error("expected a space");
        }
        skipSpaces();
    }

    /** A fixed word in any case, such as {@code FROM:}. */
    public void word(String expected) {
        int stop = at + expected.length();
        if (stop > line.length || !ascii(at, stop).equalsIgnoreCase(expected)) {
            throw error("expected \"" + expected + "\"");
        }
        at = stop;
    }

    /** An atom-like word up to the next space, for arguments that are names or numbers. */
    public String token() {
        int start = at;
        while (at < line.length && !isSpace(line[at])) {
            at++;
        }
        if (at == start) {
            throw error("expected an argument");
        }
        return text(start, at);
    }

    /** The rest of the line without white space around it. */
    public String rest() {
        skipSpaces();
        int stop = line.length;
        while (stop > at && isSpace(line[stop - 1])) {
            stop--;
        }
        String rest = text(at, stop);
        at = line.length;
        return rest;
    }

    /**
     * Reverse-path (RFC 5321 §4.1.2): a path or {@code <>}.
     *
     * <p>Deviation: spaces after the colon are accepted, since old programs send them and nothing else could be meant.
     *
     * @return empty for the null path
     */
    public Optional<MailAddress> reversePath() {
        String path = path();
        return AddressParser.reversePath(path)
                .filter(parsed -> parsed.length() == path.length())
                .orElseThrow(() -> noAddress(path))
                .address();
    }

    /** Forward-path (RFC 5321 §4.1.1.3); the domainless {@code <postmaster>} comes back with an empty domain. */
    public MailAddress forwardPath() {
        String path = path();
        return AddressParser.forwardPath(path, "")
                .filter(parsed -> parsed.length() == path.length())
                .flatMap(AddressParser.ParsedPath::address)
                .orElseThrow(() -> noAddress(path));
    }

    private SmtpSyntaxException noAddress(String path) {
        int octets = path.getBytes(StandardCharsets.UTF_8).length;
        return new SmtpSyntaxException("expected an address as local-part@domain", at - octets + 1);
    }

    /** A path with its brackets. */
    private String path() {
        skipSpaces();
        if (at >= line.length || line[at] != '<') {
            throw error("expected \"<\"");
        }
        int start = at++;
        at = closingBracket() + 1;
        return text(start, at);
    }

    /** Index of the bracket that ends the path; brackets inside a quoted local part do not count. */
    private int closingBracket() {
        boolean quoted = false;
        for (int i = at; i < line.length; i++) {
            byte octet = line[i];
            if (octet == '\\' && quoted) {
                i++;
            } else if (octet == '"') {
                quoted = !quoted;
            } else if (octet == '>' && !quoted) {
                return i;
            } else if (octet == '<' && !quoted || isSpace(octet) && !quoted) {
                throw new SmtpSyntaxException("expected \">\"", i);
            }
        }
        throw new SmtpSyntaxException("expected \">\"", line.length);
    }

    /**
     * The parameters behind a path (RFC 5321 §4.1.2 Mail-parameters), to the end of the line; a keyword that comes
     * twice is an error.
     */
    public List<Parameter> parameters() {
        if (atEnd()) {
            at = line.length;
            return List.of();
        }
        List<Parameter> parameters = new ArrayList<>(4);
        while (!atEnd()) {
            space();
            Parameter parameter = parameter();
            if (parameters.stream().anyMatch(p -> p.keyword().equals(parameter.keyword()))) {
                throw new SmtpSyntaxException("parameter given twice", parameter.octet());
            }
            parameters.add(parameter);
        }
        at = line.length;
        return parameters;
    }

    private Parameter parameter() {
        int start = at;
        while (at < line.length && (isAlphanumeric(line[at]) || line[at] == '-' && at > start)) {
            at++;
        }
        if (at == start) {
            throw error("expected a parameter");
        }
        String keyword = ascii(start, at).toUpperCase(Locale.ROOT);
        if (at >= line.length || line[at] != '=') {
            return new Parameter(keyword, Optional.empty(), start);
        }
        at++;
        int value = at;
        while (at < line.length && !isSpace(line[at])) {
            if (line[at] == '=' || line[at] >= 0 && line[at] < '!' || line[at] == 0x7f) {
                throw error("octet not allowed in a parameter");
            }
            at++;
        }
        if (at == value) {
            throw error("expected a value");
        }
        return new Parameter(keyword, Optional.of(text(value, at)), start);
    }

    /** An error at the octet that is read next. */
    public SmtpSyntaxException error(String message) {
        return new SmtpSyntaxException(message, at);
    }

    private void skipSpaces() {
        while (at < line.length && isSpace(line[at])) {
            at++;
        }
    }

    /** Octets as text; RFC 6531 §3.1 makes UTF-8 the only charset beyond ASCII. */
    private String text(int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (line[i] >= 0 && line[i] < ' ' || line[i] == 0x7f) {
                throw new SmtpSyntaxException("control character", i);
            }
            if (line[i] < 0) {
                return utf8(start, stop);
            }
        }
        return ascii(start, stop);
    }

    private String utf8(int start, int stop) {
        utf8 = true;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line, start, stop - start))
                    .toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new SmtpSyntaxException("control character", start);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new SmtpSyntaxException("not UTF-8", start);
        }
    }

    private String ascii(int start, int stop) {
        return new String(line, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isAlphanumeric(byte octet) {
        return octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z' || octet >= '0' && octet <= '9';
    }
}
