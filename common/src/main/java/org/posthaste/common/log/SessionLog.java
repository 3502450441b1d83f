package org.posthaste.common.log;

import org.slf4j.MDC;

/** The logging scope of a session: while it is open, every log line of this thread carries the session's {@code sid}. */
public final class SessionLog {
    /** The MDC key of the session's identifier. */
    public static final String SID = "sid";

    private SessionLog() {}

    /** Opens the scope on this thread. */
    public static void enter(String sid) {
        MDC.put(SID, sid);
    }

    /** Closes the scope on this thread. */
    public static void leave() {
        MDC.remove(SID);
    }
}
