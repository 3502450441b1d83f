package org.posthaste.common.net;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire trace: log lines of the logger {@value #LOGGER} at level TRACE, {@code <} from the peer, {@code >} to it; and
 * whoever follows the connection's user. Thread-safe.
 */
final class WireTrace implements ProtocolTrace {
    static final String LOGGER = "org.posthaste.wire";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int LONGEST = 1000;

    private final String sid;
    private final String server;
    private final Supplier<Optional<WireTap>> tap;

    /** A trace of a connection that {@code tap} follows at the moment. */
    WireTrace(String sid, String server, Supplier<Optional<WireTap>> tap) {
        this.sid = sid;
        this.server = server;
        this.tap = tap;
    }

    @Override
    public boolean enabled() {
        return LOG.isTraceEnabled() || tap.get().isPresent();
    }

    @Override
    public void received(String line) {
        line(true, line);
    }

    @Override
    public void sent(String line) {
        line(false, line);
    }

    private void line(boolean fromPeer, String line) {
        Optional<WireTap> follower = tap.get();
        if (follower.isEmpty() && !LOG.isTraceEnabled()) {
            return;
        }
        String shown = printable(line);
        LOG.trace("sid={} {} {}", sid, fromPeer ? '<' : '>', shown);
        follower.ifPresent(present -> present.line(sid, server, fromPeer, shown));
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
