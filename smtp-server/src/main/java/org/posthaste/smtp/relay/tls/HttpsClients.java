package org.posthaste.smtp.relay.tls;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The client for policies and reports, made when it is first needed. Follows no redirects (RFC 8461 §3.3). Thread-safe. */
final class HttpsClients implements Supplier<HttpClient> {
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    static {
        // Of a thousand policy hosts each is asked once a day: no connection is worth keeping. Read once by the JDK,
        // when
        // its HTTP classes are loaded.
        if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
            System.setProperty("jdk.httpclient.keepalive.timeout", "5");
        }
    }

    private Optional<HttpClient> made = Optional.empty();

    @Override
    public synchronized HttpClient get() {
        if (made.isEmpty()) {
            made = Optional.of(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECTING)
                    .build());
        }
        return made.get();
    }
}
