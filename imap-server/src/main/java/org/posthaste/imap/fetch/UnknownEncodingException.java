package org.posthaste.imap.fetch;

import java.io.IOException;

/** A part's Content-Transfer-Encoding is not one the server can decode: the command ends with [UNKNOWN-CTE], RFC 3516 §4.3. */
final class UnknownEncodingException extends IOException {
    private static final long serialVersionUID = 1;

    UnknownEncodingException() {
        super("unknown Content-Transfer-Encoding");
    }
}
