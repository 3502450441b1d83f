package org.posthaste.common.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wire trace as log lines of the logger {@value #LOGGER} at level TRACE: {@code <} from the peer, {@code >} to it. Thread-safe. */
final class WireTrace implements ProtocolTrace {
    static final String LOGGER = "org.posthaste.wire";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int LONGEST = 1000;

    private final String sid;

    WireTrace(String sid) {
        this.sid = sid;
    }

    @Override
    public boolean enabled() {
        return LOG.isTraceEnabled();
    }

    @Override
    public void received(String line) {
        LOG.trace("sid={} < {}", sid, printable(line));
    }

    @Override
    public void sent(String line) {
        LOG.trace("sid={} > {}", sid, printable(line));
    }

    /** Control characters would let a peer forge log lines; very long lines would flood the log. */
    private static String printable(String line) {
        String shown = line.length() > LONGEST ? line.substring(0, LONGEST) + "... (" + line.length() + ")" : line;
        StringBuilder text = new StringBuilder(shown.length());
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            text.append(Character.isISOControl(c) ? '\uFFFD' : c);
        }
        return text.toString();
    }
}
