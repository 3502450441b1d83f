package org.posthaste.imap.session;

import java.nio.charset.StandardCharsets;
import org.posthaste.common.net.ProtocolTrace;

/** Lines for the wire trace, shortened. What is streamed (FETCH) is not traced. */
final class Wire {
    private static final int SHOWN = 1000;

    private Wire() {}

    static void sent(ProtocolTrace trace, byte[] octets) {
        if (trace.enabled()) {
            String text = new String(octets, 0, Math.min(octets.length, SHOWN), StandardCharsets.UTF_8);
            text.lines().forEach(trace::sent);
            if (octets.length > SHOWN) {
                trace.sent("... " + octets.length + " octets");
            }
        }
    }
}
