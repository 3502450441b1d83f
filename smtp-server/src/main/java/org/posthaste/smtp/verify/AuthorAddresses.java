package org.posthaste.smtp.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.HeaderBlock;

/**
 * The addresses of a From field (RFC 5322 §3.6.2 mailbox-list, groups of RFC 6854 included). Strict where it matters:
 * one entry that cannot be read makes the whole field unreadable, because a reader's program might see another author
 * in it.
 */
public final class AuthorAddresses {
    private static final int MOST_DOMAINS = 10;

    private final String body;
    private final List<MailAddress> found = new ArrayList<>(1);
    private final StringBuilder bare = new StringBuilder();
    private int at;

    private AuthorAddresses(String body) {
        this.body = body;
    }

    /** The addresses; empty if any part cannot be read. */
    public static List<MailAddress> of(String body) {
        AuthorAddresses reader = new AuthorAddresses(body);
        return reader.read() ? reader.found : List.of();
    }

    /**
     * The domains in whose name a message speaks, A-labels: those of all From fields, however many there are, since
     * readers' programs differ in which they show. From a field that cannot be read, every domain behind an at sign.
     */
    public static List<String> domains(HeaderBlock header) {
        Set<String> domains = new LinkedHashSet<>();
        for (HeaderBlock.Field field : header.all("From")) {
            String body = field.body();
            List<MailAddress> authors = of(body);
            authors.forEach(author -> domains.add(author.domain()));
            if (authors.isEmpty()) {
                collect(body, domains);
            }
            if (domains.size() >= MOST_DOMAINS) {
                break;
            }
        }
        return domains.stream()
                .filter(domain -> !domain.startsWith("["))
                .limit(MOST_DOMAINS)
                .toList();
    }

    private static void collect(String body, Set<String> domains) {
        for (int at = body.indexOf('@'); at >= 0 && domains.size() < MOST_DOMAINS; at = body.indexOf('@', at + 1)) {
            int end = at + 1;
            while (end < body.length() && (body.charAt(end) >= 0x80 || isNameCharacter(body.charAt(end)))) {
                end++;
            }
            AddressParser.domain(body.substring(at + 1, end)).ifPresent(domains::add);
        }
    }

    private static boolean isNameCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
    }

    private boolean read() {
        boolean angle = false;
        while (at < body.length()) {
            char c = body.charAt(at);
            if (c == '(') {
                if (!skipComment()) {
                    return false;
                }
            } else if (c == '"') {
                if (!quotedString()) {
                    return false;
                }
            } else if (c == '<') {
                int close = body.indexOf('>', at);
                if (angle || close < 0 || !add(body.substring(at + 1, close).strip())) {
                    return false;
                }
                angle = true;
                at = close + 1;
            } else if (c == ',' || c == ';' || c == ':') {
                if (!endOfEntry(angle, c)) {
                    return false;
                }
                angle = false;
                at++;
            } else {
                bare.append(c);
                at++;
            }
        }
        return endOfEntry(angle, ',');
    }

    /**
     * Behind an entry: with an angle address the words before it were a display name; before a colon they name a group;
     * otherwise they are the address.
     */
    private boolean endOfEntry(boolean angle, char delimiter) {
        String words = bare.toString().strip();
        bare.setLength(0);
        if (angle || delimiter == ':' || words.isEmpty()) {
            return !(angle && delimiter == ':');
        }
        return add(words);
    }

    private boolean add(String text) {
        Optional<MailAddress> address = AddressParser.mailbox(text);
        address.ifPresent(found::add);
        return address.isPresent();
    }

    private boolean quotedString() {
        int start = at++;
        while (at < body.length() && body.charAt(at) != '"') {
            at += body.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= body.length()) {
            return false;
        }
        bare.append(body, start, ++at);
        return true;
    }

    private boolean skipComment() {
        int depth = 0;
        for (; at < body.length(); at++) {
            char c = body.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                at++;
                return true;
            }
        }
        return false;
    }
}
