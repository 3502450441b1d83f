package org.posthaste.app.web;

/** A request that is not understood or too large; the connection is closed after the answer, since nobody knows where the next request begins. */
final class HttpRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpRefusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** The status of the answer. */
    int status() {
        return status;
    }
}
