package org.posthaste.smtp.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

/**
 * The addresses of a From field (RFC 5322 §3.6.2 mailbox-list, groups of RFC 6854 included). Strict where it matters:
 * one entry that cannot be read makes the whole field unreadable, because a reader's program might see another author
 * in it.
 */
final class AuthorAddresses {
    private final String body;
    private final List<MailAddress> found = new ArrayList<>(1);
    private final StringBuilder bare = new StringBuilder();
    private int at;

    private AuthorAddresses(String body) {
        this.body = body;
    }

    /** The addresses; empty if any part cannot be read. */
    static List<MailAddress> of(String body) {
        AuthorAddresses reader = new AuthorAddresses(body);
        return reader.read() ? reader.found : List.of();
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
