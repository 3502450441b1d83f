package org.posthaste.smtp.relay.tls;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsResultType;

/** Fetches MTA-STS policies (RFC 8461 §3.3): HTTPS with a certificate of a known authority, no redirects, no cache, bounded in time and size. Thread-safe. */
final class StsFetcher {
    private static final int LARGEST = 64 * 1024;
    private static final int OK = 200;

    private final Supplier<HttpClient> client;
    private final Function<String, URI> address;
    private final Duration patience;

    /**
     * A fetcher.
     *
     * @param client makes no redirects; asked for each time
     * @param address where the policy of a domain is
     * @param patience for one policy, all in all
     */
    StsFetcher(Supplier<HttpClient> client, Function<String, URI> address, Duration patience) {
        this.client = client;
        this.address = address;
        this.patience = patience;
    }

    /** Where the standard says. */
    static URI wellKnown(String domain) {
        return URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt");
    }

    /** A policy cannot be had. */
    static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient TlsFailure failure;

        Unavailable(TlsResultType type, String reason) {
            super(reason);
            this.failure = new TlsFailure(type, reason);
        }

        TlsFailure failure() {
            return failure;
        }

        static Unavailable of(Throwable thrown) {
            Throwable cause = thrown;
            boolean tls = false;
            for (@Nullable Throwable next = thrown; next != null; next = next.getCause()) {
                if (next instanceof Unavailable known) {
                    return known;
                }
                tls |= next instanceof SSLException || next instanceof CertificateException;
                cause = next;
            }
            String reason =
                    cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
            return new Unavailable(
                    tls ? TlsResultType.STS_WEBPKI_INVALID : TlsResultType.STS_POLICY_FETCH_ERROR, reason);
        }
    }

    /** The policy of a domain; fails with {@link Unavailable}. */
    CompletionStage<StsPolicy> fetch(String domain) {
        try {
            HttpRequest request = HttpRequest.newBuilder(address.apply(domain))
                    .timeout(patience)
                    .header("User-Agent", "Posthaste")
                    .GET()
                    .build();
            CompletableFuture<HttpResponse<byte[]>> exchange =
                    client.get().sendAsync(request, head -> new LimitedBody(LARGEST));
            // The request's own time-out ends with the head; this one ends a body that drips.
            return exchange.copy()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((done, failure) -> exchange.cancel(true))
                    .handle((response, failure) -> {
                        if (failure != null) {
                            throw Unavailable.of(failure);
                        }
                        return policy(response);
                    });
        } catch (IllegalArgumentException e) {
            // On another thread as all others: whoever lets the next one in must not find it ended at once, and so on.
            return CompletableFuture.supplyAsync(() -> {
                throw Unavailable.of(e);
            });
        }
    }

    private static StsPolicy policy(HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new Unavailable(TlsResultType.STS_POLICY_FETCH_ERROR, "HTTP status " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("text/plain")) {
            throw new Unavailable(TlsResultType.STS_POLICY_INVALID, "Content-Type " + type);
        }
        try {
            return StsPolicy.parse(new String(response.body(), StandardCharsets.ISO_8859_1));
        } catch (StsPolicy.Malformed e) {
            throw new Unavailable(TlsResultType.STS_POLICY_INVALID, String.valueOf(e.getMessage()));
        }
    }
}
