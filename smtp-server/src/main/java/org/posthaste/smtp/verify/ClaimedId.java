package org.posthaste.smtp.verify;

/**
 * Reads the authserv-id at the beginning of an Authentication-Results field (RFC 8601 §2.2), octet by octet: a token or
 * a quoted string behind blanks, folding and nested comments. Used again for each field; confined to one thread.
 */
final class ClaimedId {
    private enum State {
        BEFORE,
        COMMENT,
        TOKEN,
        QUOTED,
        READ,
        UNREADABLE
    }

    /** RFC 2045 §5.1: what no token holds, besides blanks and control characters. */
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    private final byte[] id;
    private int length;
    private State state = State.BEFORE;
    private int depth;
    private boolean escaped;

    /** An identifier of at most so many octets; a longer one cannot be read. */
    ClaimedId(int longest) {
        id = new byte[longest];
    }

    /** Another field begins. */
    void begin() {
        length = 0;
        state = State.BEFORE;
        depth = 0;
        escaped = false;
    }

    /** Takes an octet; true once no more are needed. */
    boolean take(byte octet) {
        switch (state) {
            case BEFORE -> before(octet);
            case COMMENT -> comment(octet);
            case TOKEN -> token(octet);
            case QUOTED -> quoted(octet);
            case READ, UNREADABLE -> {
                return true;
            }
        }
        return state == State.READ || state == State.UNREADABLE;
    }

    /** True if there was one; the field is over, or {@link #take} needs no more. */
    boolean readable() {
        return length > 0 && (state == State.READ || state == State.TOKEN);
    }

    /** True if it is one of these. */
    boolean isOneOf(ServiceIds ids) {
        return ids.contain(id, length);
    }

    private void before(byte octet) {
        if (octet == '(') {
            depth = 1;
            state = State.COMMENT;
        } else if (octet == '"') {
            state = State.QUOTED;
        } else if (!isBlank(octet)) {
            state = State.TOKEN;
            token(octet);
        }
    }

    private void comment(byte octet) {
        if (escaped) {
            escaped = false;
        } else if (octet == '\\') {
            escaped = true;
        } else if (octet == '(') {
            depth++;
        } else if (octet == ')' && --depth == 0) {
            state = State.BEFORE;
        }
    }

    private void token(byte octet) {
        if (octet >= 0 && octet <= ' ' || octet == 0x7f || SPECIALS.indexOf(octet) >= 0) {
            state = length == 0 ? State.UNREADABLE : State.READ;
        } else {
            append(octet);
        }
    }

    private void quoted(byte octet) {
        if (escaped) {
            escaped = false;
            append(octet);
        } else if (octet == '\\') {
            escaped = true;
        } else if (octet == '"') {
            state = length == 0 ? State.UNREADABLE : State.READ;
        } else if (octet != '\r' && octet != '\n') {
            append(octet);
        }
    }

    private void append(byte octet) {
        if (length == id.length) {
            state = State.UNREADABLE;
        } else {
            id[length++] = octet;
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}
