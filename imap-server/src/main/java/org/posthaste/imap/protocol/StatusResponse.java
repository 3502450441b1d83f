package org.posthaste.imap.protocol;

/**
 * The end of a command, or a remark: OK, NO, BAD or BYE with code and text, RFC 3501 §7.1.
 *
 * @param text never empty: some clients stumble over a status without text
 */
public record StatusResponse(Kind kind, ResponseCode code, String text) {
    /** What it means. */
    public enum Kind {
        OK,
        NO,
        BAD,
        BYE
    }

    public static StatusResponse ok(String text) {
        return new StatusResponse(Kind.OK, ResponseCode.NONE, text);
    }

    public static StatusResponse ok(ResponseCode code, String text) {
        return new StatusResponse(Kind.OK, code, text);
    }

    public static StatusResponse no(String text) {
        return new StatusResponse(Kind.NO, ResponseCode.NONE, text);
    }

    public static StatusResponse no(ResponseCode code, String text) {
        return new StatusResponse(Kind.NO, code, text);
    }

    public static StatusResponse bad(String text) {
        return new StatusResponse(Kind.BAD, ResponseCode.NONE, text);
    }

    public static StatusResponse bad(ResponseCode code, String text) {
        return new StatusResponse(Kind.BAD, code, text);
    }

    public static StatusResponse bye(String text) {
        return new StatusResponse(Kind.BYE, ResponseCode.NONE, text);
    }

    /** Writes it as a line behind this tag, or {@code *}. */
    public void write(String tag, ImapWriter out) {
        out.text(tag).sp().text(kind.name()).sp();
        if (!code.text().isEmpty()) {
            out.text("[").text(code.text()).text("] ");
        }
        out.text(text).crlf();
    }
}
