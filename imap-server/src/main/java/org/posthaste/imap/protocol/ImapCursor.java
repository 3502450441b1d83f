package org.posthaste.imap.protocol;

/** A place in the octets of a command: single characters, the nesting of lists, and what was expected where. */
abstract sealed class ImapCursor permits ImapWords {
    /** How deep lists may be nested; deeper is a syntax error, so that no input can exhaust the stack. */
    public static final int MAX_DEPTH = 50;

    final byte[] octets;
    final int end;
    int at;
    private final int base;
    private int depth;

    ImapCursor(byte[] octets, int from, int to) {
        this.octets = octets;
        this.base = from;
        this.at = from;
        this.end = to;
    }

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

    /** True if nothing but blanks is left. */
    public boolean onlyBlanksLeft() {
        for (int i = at; i < end; i++) {
            if (octets[i] != ' ') {
                return false;
            }
        }
        return true;
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
}
