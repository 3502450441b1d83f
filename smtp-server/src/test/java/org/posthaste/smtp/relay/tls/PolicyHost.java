package org.posthaste.smtp.relay.tls;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.posthaste.smtp.relay.tls.TestAuthority.Wish;

/** An HTTPS server with MTA-STS policies; every domain's is at {@code https://localhost:PORT/DOMAIN}. */
final class PolicyHost implements AutoCloseable {
    final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<byte[]> posted = new ConcurrentLinkedQueue<>();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    volatile byte[] body = new byte[0];
    volatile int status = 200;
    volatile String type = "text/plain";
    volatile CountDownLatch gate = new CountDownLatch(0);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpsServer server;

    PolicyHost() {
        server = start(0, PolicyRig.KNOWN.issue(Wish.server("localhost")));
    }

    /** Another certificate. */
    void show(TestAuthority.Identity identity) {
        int port = server.getAddress().getPort();
        server.stop(0);
        server = start(port, identity);
    }

    private HttpsServer start(int port, TestAuthority.Identity identity) {
        try {
            HttpsServer made = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            made.setHttpsConfigurator(new HttpsConfigurator(identity.server()));
            made.setExecutor(threads);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().getPath().substring(1));
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            posted.add(exchange.getRequestBody().readAllBytes());
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody opened the gate");
            }
            if (!type.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", type);
            }
            if (status == 302) {
                exchange.getResponseHeaders()
                        .set("Location", address("elsewhere").toString());
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            atOnce.decrementAndGet();
        }
    }

    URI address(String domain) {
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/" + domain);
    }

    /** The certificates of an authority as those to trust. */
    static KeyStore trusting(TestAuthority authority) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", authority.own.certificate());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient client(TestAuthority authority) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {PublicTrust.of(trusting(authority))}, null);
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
