package org.posthaste.common.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads address lists as they are found in From, To and the like: RFC 5322 §3.4 with groups, the obsolete forms of §4.4
 * (routes, blanks around dots and signs, empty elements), and what programs write instead (no domain, no brackets,
 * semicolons between addresses, brackets never closed). One character holds one octet. Takes time linear in the text.
 */
final class AddressList {
    /** How an entry is to be shown. */
    enum Kind {
        MAILBOX,
        GROUP_START,
        GROUP_END
    }

    /**
     * An entry of the list in ENVELOPE's terms (RFC 9051 §7.5.2).
     *
     * @param name display name without quoting, else a comment; empty if there is none; a group's name for
     *     {@link Kind#GROUP_START}
     * @param route obsolete source route; empty if there is none
     * @param mailbox local part without quoting
     * @param host domain; empty if there is none
     */
    record Entry(Kind kind, String name, String route, String mailbox, String host) {}

    private static final int MAX_ROUTE = 500;
    /** What pasted links leave before an address. */
    private static final String MAILTO = "mailto:";
    /** What stands behind so many entries is not read. */
    static final int MAX_ENTRIES = 10_000;

    /**
     * What stands between the punctuation: an atom, a quoted string without quotes, or a dot; and whether a blank stood
     * before it.
     */
    private record Word(String text, boolean dot, boolean apart) {}

    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private int at;
    private String comment = "";
    private boolean inGroup;
    /** No quote from here on is closed. */
    private boolean quoteLeftOpen;

    private AddressList(String text) {
        this.text = text;
    }

    static List<Entry> parse(String body) {
        AddressList list = new AddressList(body);
        list.parseAll();
        return list.entries;
    }

    private void parseAll() {
        while (at < text.length() && entries.size() < MAX_ENTRIES) {
            readWords();
            char c = at < text.length() ? text.charAt(at++) : ',';
            switch (c) {
                case '<' -> angleAddress();
                case '@' -> bareAddress();
                case ':' -> groupBegins();
                case ';' -> {
                    endEntry();
                    groupEnds();
                }
                case ',' -> endEntry();
                default -> { // a bracket that closes nothing
                }
            }
        }
        endEntry();
        groupEnds();
    }

    private void groupBegins() {
        if (inGroup) {
            endEntry();
            return;
        }
        add(Kind.GROUP_START, phrase(0, words.size()), "", "", "");
        inGroup = true;
        forget();
    }

    private void groupEnds() {
        if (inGroup) {
            add(Kind.GROUP_END, "", "", "", "");
            inGroup = false;
        }
    }

    /** An element without address: words alone are taken for a local part. */
    private void endEntry() {
        if (!words.isEmpty()) {
            add(Kind.MAILBOX, comment, "", phrase(0, words.size()), "");
        }
        forget();
    }

    private void forget() {
        words.clear();
        comment = "";
    }

    private void add(Kind kind, String name, String route, String mailbox, String host) {
        if (kind == Kind.MAILBOX && name.isEmpty() && mailbox.isEmpty() && host.isEmpty()) {
            return;
        }
        entries.add(new Entry(kind, name, route, mailbox, host));
    }

    /** What follows {@code words@}. */
    private void bareAddress() {
        int local = words.size() - 1;
        while (local > 0 && (words.get(local).dot() || words.get(local - 1).dot())) {
            local--;
        }
        local = Math.max(0, local);
        String name = phrase(0, local);
        StringBuilder mailbox = new StringBuilder(localPart(local));
        String host = domain();
        while (at < text.length() && text.charAt(at) == '@') { // a@b@c: the last sign counts
            at++;
            mailbox.append('@').append(host);
            host = domain();
        }
        words.clear();
        if (at < text.length() && text.charAt(at) == '<') { // a@b <a@b>: a name that should have been quoted
            at++;
            words.add(new Word(name + (name.isEmpty() ? "" : " ") + mailbox + "@" + host, false, false));
            angleAddress();
            return;
        }
        skipJunk();
        add(Kind.MAILBOX, name.isEmpty() ? comment : name, "", mailbox.toString(), host);
        forget();
    }

    /** What follows {@code phrase <}. */
    private void angleAddress() {
        String name = phrase(0, words.size());
        words.clear();
        while (at < text.length() && text.charAt(at) == '<') {
            at++;
        }
        String route = route();
        StringBuilder mailbox = new StringBuilder();
        String host = "";
        boolean signSeen = false;
        readWords();
        while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != ',') {
            char c = text.charAt(at++);
            if (c == '@') {
                mailbox.append(signSeen ? "@" + host : localPart(0));
                signSeen = true;
                host = domain();
            } else {
                words.add(new Word(String.valueOf(c), false, false));
            }
            readWords();
        }
        mailbox.append(signSeen ? "" : localPart(0));
        if (mailbox.length() > MAILTO.length() && MAILTO.equalsIgnoreCase(mailbox.substring(0, MAILTO.length()))) {
            mailbox.delete(0, MAILTO.length());
        }
        words.clear();
        if (at < text.length() && text.charAt(at) == '>') {
            at++;
        }
        skipJunk();
        add(Kind.MAILBOX, name.isEmpty() ? comment : name, route, mailbox.toString(), host);
        forget();
    }

    /** {@code @a,@b:}, RFC 5322 §4.4. */
    private String route() {
        skipBlanks();
        if (at >= text.length() || text.charAt(at) != '@') {
            return "";
        }
        int colon = at;
        while (colon < text.length() && colon - at < MAX_ROUTE && ":<>\"".indexOf(text.charAt(colon)) < 0) {
            colon++;
        }
        if (colon == text.length() || text.charAt(colon) != ':') {
            return "";
        }
        String route = text.substring(at, colon).replaceAll("\\s", "");
        at = colon + 1;
        return route;
    }

    private String domain() {
        StringBuilder domain = new StringBuilder();
        boolean pause = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                comment();
            } else if (c == ' ' || c == '\t') {
                pause = domain.length() > 0;
                at++;
            } else if (c == '[') {
                domain.append(literal());
            } else if (isSpecial(c) || pause && c != '.' && domain.charAt(domain.length() - 1) != '.') {
                break;
            } else {
                domain.append(c);
                pause = false;
                at++;
            }
        }
        return domain.toString();
    }

    private String literal() {
        int close = text.indexOf(']', at);
        int end = close < 0 ? text.length() : close + 1;
        String literal = text.substring(at, end);
        at = end;
        return literal;
    }

    private void skipJunk() {
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ';') {
            readWords();
            if (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ';') {
                at++;
            }
        }
        words.clear();
        if (at < text.length() && text.charAt(at) == ',') {
            at++;
        }
    }

    private void readWords() {
        while (true) {
            int before = at;
            skipBlanks();
            if (at >= text.length()) {
                return;
            }
            char c = text.charAt(at);
            boolean apart = at > before || at > 0 && text.charAt(at - 1) == ')';
            if (c == '(') {
                comment();
            } else if (c == '"') {
                quoted(apart);
            } else if (c == '.') {
                words.add(new Word(".", true, apart));
                at++;
            } else if (isSpecial(c)) {
                return;
            } else {
                int start = at;
                while (at < text.length() && !isSpecial(text.charAt(at)) && " \t(\".".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                words.add(new Word(text.substring(start, at), false, apart));
            }
        }
    }

    private static boolean isSpecial(char c) {
        return c == '<' || c == '>' || c == '@' || c == ',' || c == ';' || c == ':';
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** A quoted string; the quote alone is passed when none closes it. */
    private void quoted(boolean apart) {
        int start = ++at;
        if (quoteLeftOpen) {
            return;
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                words.add(new Word(value.toString(), false, apart));
                return;
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        quoteLeftOpen = true;
        at = start;
    }

    /** Comments nest; the last one is remembered as a name for an address that has none. */
    private void comment() {
        StringBuilder value = new StringBuilder();
        int depth = 0;
        do {
            char c = text.charAt(at++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '\\' && at < text.length()) {
                value.append(text.charAt(at++));
            } else if (depth > 1 || depth == 1 && c != '(' || depth == 1 && value.length() > 0) {
                value.append(c);
            }
        } while (depth > 0 && at < text.length());
        comment = value.toString().strip();
    }

    /** Words as written, with one blank where there were some. */
    private String phrase(int from, int to) {
        if (to - from == 1) {
            return words.get(from).text();
        }
        StringBuilder phrase = new StringBuilder();
        for (int i = from; i < to; i++) {
            phrase.append(i > from && words.get(i).apart() ? " " : "")
                    .append(words.get(i).text());
        }
        return phrase.toString();
    }

    /** The words from here on without blanks around dots. */
    private String localPart(int from) {
        StringBuilder localPart = new StringBuilder();
        for (int i = from; i < words.size(); i++) {
            boolean glued = i == from
                    || !words.get(i).apart()
                    || words.get(i).dot()
                    || words.get(i - 1).dot();
            localPart.append(glued ? "" : " ").append(words.get(i).text());
        }
        return localPart.toString();
    }
}
