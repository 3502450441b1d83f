package org.posthaste.common.net;

import java.io.IOException;
import java.time.Duration;

/** Where a transcript finds its server. */
interface ScriptHost extends AutoCloseable {
    /** Opens a connection. */
    ScriptClient connect() throws IOException;

    /** Moves time on. */
    void advance(Duration by);

    /** Closes the client's end and tells what the server had said that nobody has read. */
    String finish(ScriptClient client) throws IOException;

    @Override
    void close() throws IOException;
}
