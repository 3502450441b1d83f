package org.posthaste.common.net;

import java.io.IOException;
import java.time.Duration;
import org.posthaste.common.net.ListenerConfig.TlsMode;

/** A server in memory, for transcripts. */
final class MemoryHost implements ScriptHost {
    private final TranscriptEnvironment environment;
    private final boolean tls;
    private InMemoryTransport transport;

    MemoryHost(TranscriptEnvironment environment, boolean tls) {
        this.environment = environment;
        this.tls = tls;
    }

    @Override
    public ScriptClient connect() {
        return transport()
                .connect(new ListenerConfig(
                        environment.listener(tls),
                        InMemoryTransport.address("127.0.0.1", 1),
                        tls ? TlsMode.IMPLICIT : TlsMode.STARTTLS));
    }

    @Override
    public void advance(Duration by) {
        transport().advance(by);
    }

    @Override
    public String finish(ScriptClient client) throws IOException {
        transport().runUntilIdle();
        String rest = client.pending();
        client.disconnect();
        return rest;
    }

    @Override
    public void close() {
        if (transport != null) {
            transport.close();
        }
    }

    private InMemoryTransport transport() {
        if (transport == null) {
            try {
                transport = new InMemoryTransport(environment.sessions(), environment.limits(), environment.clock());
            } catch (Exception e) {
                throw new IllegalStateException("the environment makes no sessions", e);
            }
        }
        return transport;
    }
}
