package org.posthaste.common.address;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Mailboxes and paths, RFC 5321 §4.1.2 with the UTF-8 of RFC 6531 §3.3. Local parts are kept without their quotes,
 * domains in lower case as A-labels, source routes are checked and dropped. Limits: 128 octets of local part, 255 of
 * domain (RFC 5321 §4.5.3.1). Stateless.
 *
 * <p>Deviation: local parts may have more than 64 octets (RFC 5321 §4.5.3.1.1), since senders of lists and of forwarded
 * mail do. Underscores are taken in domains, since hosts with such names do send mail.
 */
public final class AddressParser {
    private static final int MAX_LOCAL_PART = 128;
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private final String text;
    private int at;

    private AddressParser(String text) {
        this.text = text;
    }

    /**
     * A path found at the start of a text: its address, empty for the null path {@code <>}; and how many characters it
     * took, up to and with the {@code >}.
     */
    public record ParsedPath(Optional<MailAddress> address, int length) {}

    /** Parses {@code local@domain}; domains with U-labels become A-labels. Empty when it is not an address. */
    public static Optional<MailAddress> mailbox(String text) {
        AddressParser parser = new AddressParser(text);
        Optional<MailAddress> mailbox = parser.parseMailbox();
        return parser.at == text.length() ? mailbox : Optional.empty();
    }

    /** A domain name (not an address literal) in lower case as A-labels. Empty when it is not one. */
    public static Optional<String> domain(String text) {
        return DomainName.canonical(text);
    }

    /** What EHLO takes: a domain name, or an address literal such as {@code [192.0.2.1]}. Empty when it is neither. */
    public static Optional<String> domainOrLiteral(String text) {
        return text.startsWith("[") ? AddressLiteral.canonical(text) : DomainName.canonical(text);
    }

    /**
     * The reverse-path at the start of a text, what follows {@code MAIL FROM:}; ESMTP parameters behind it are the
     * caller's. Empty when there is none.
     */
    public static Optional<ParsedPath> reversePath(String text) {
        return text.startsWith("<>") ? Optional.of(new ParsedPath(Optional.empty(), 2)) : path(text);
    }

    /**
     * The forward-path at the start of a text, what follows {@code RCPT TO:}. Its address is never empty.
     *
     * @param postmasterDomain the domain that {@code <Postmaster>} without a domain gets (RFC 5321 §4.5.1)
     * @return empty when there is no path, and for {@code <>}
     */
    public static Optional<ParsedPath> forwardPath(String text, String postmasterDomain) {
        String bare = "<postmaster>";
        if (text.regionMatches(true, 0, bare, 0, bare.length())) {
            String localPart = text.substring(1, bare.length() - 1);
            return Optional.of(
                    new ParsedPath(Optional.of(new MailAddress(localPart, postmasterDomain)), bare.length()));
        }
        return path(text);
    }

    private static Optional<ParsedPath> path(String text) {
        AddressParser parser = new AddressParser(text);
        if (!parser.take('<') || !parser.skipSourceRoute()) {
            return Optional.empty();
        }
        Optional<MailAddress> mailbox = parser.parseMailbox();
        return mailbox.isPresent() && parser.take('>')
                ? Optional.of(new ParsedPath(mailbox, parser.at))
                : Optional.empty();
    }

    static String quoteIfNeeded(String localPart) {
        AddressParser parser = new AddressParser(localPart);
        if (parser.parseDotString().isPresent() && parser.at == localPart.length()) {
            return localPart;
        }
        return '"' + localPart.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Optional<MailAddress> parseMailbox() {
        int start = at;
        Optional<String> localPart = peek() == '"' ? parseQuotedString() : parseDotString();
        if (localPart.isEmpty() || utf8Length(text.substring(start, at)) > MAX_LOCAL_PART || !take('@')) {
            return Optional.empty();
        }
        return parseDomain().map(domain -> new MailAddress(localPart.get(), domain));
    }

    private Optional<String> parseDomain() {
        int start = at;
        boolean literal = peek() == '[';
        while (at < text.length() && (literal ? peek() != ']' : DomainName.isNameCharacter(text.charAt(at)))) {
            at++;
        }
        if (literal && !take(']')) {
            return Optional.empty();
        }
        return domainOrLiteral(text.substring(start, at));
    }

    /** RFC 5321 §4.1.2 A-d-l: {@code @a,@b:}, to be ignored. False when it is malformed. */
    private boolean skipSourceRoute() {
        if (peek() != '@') {
            return true;
        }
        do {
            if (!take('@') || parseDomain().isEmpty()) {
                return false;
            }
        } while (take(','));
        return take(':');
    }

    private Optional<String> parseDotString() {
        int start = at;
        boolean atomBegun = false;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (isAtext(c)) {
                atomBegun = true;
            } else if (c == '.' && atomBegun) {
                atomBegun = false;
            } else {
                break;
            }
            at += Character.charCount(c);
        }
        return atomBegun ? Optional.of(text.substring(start, at)) : Optional.empty();
    }

    private Optional<String> parseQuotedString() {
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c == '"') {
                return Optional.of(content.toString());
            }
            if (c == '\\') {
                c = peek();
                at++;
                if (c < ' ' || c > '~') {
                    return Optional.empty();
                }
            }
            if (c != ' ' && c != '.' && "\"\\(),:;<>@[]".indexOf(c) < 0 && !isAtext(c)) {
                return Optional.empty();
            }
            content.appendCodePoint(c);
        }
        return Optional.empty();
    }

    private static boolean isAtext(int c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || ATEXT_SPECIALS.indexOf(c) >= 0;
        }
        int type = Character.getType(c);
        return c != 0xfffd // what undecodable octets became
                && type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }
}
