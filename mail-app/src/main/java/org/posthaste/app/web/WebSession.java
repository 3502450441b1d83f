package org.posthaste.app.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.Connection.CloseMode;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.ProtocolSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP connection (RFC 9112). Confined to the session's executor. */
final class WebSession implements ProtocolSession {
    private static final Logger LOG = LoggerFactory.getLogger(WebSession.class);

    /** On one connection. */
    static final int MOST_REQUESTS = 64;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LOGGED = 200;

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(302, "Found"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(505, "HTTP Version Not Supported"));

    private final SiteEnvironment site;
    private final Connection connection;
    private final boolean secure;
    private RequestDecoder decoder = new RequestDecoder();
    private boolean timed;
    private boolean continued;
    private int requests;

    WebSession(SiteEnvironment site, Connection connection, ListenerConfig listener) {
        this.site = site;
        this.connection = connection;
        this.secure = listener.tls() == TlsMode.IMPLICIT;
    }

    @Override
    public void opened() {
        connection.idleTimeout(site.times().idle());
    }

    @Override
    public void received(InputBuffer input) {
        try {
            while (!connection.closed() && !input.isEmpty()) {
                Optional<HttpRequest> request = decoder.decode(input);
                if (request.isEmpty()) {
                    waitForRest();
                    return;
                }
                decoder = new RequestDecoder();
                timed = false;
                continued = false;
                requests++;
                answer(request.get());
            }
        } catch (HttpRefusal refusal) {
            site.refused();
            LOG.debug("refused status={} peer={} reason=\"{}\"", refusal.status(), peer(), refusal.getMessage());
            send(WebAnswer.text(refusal.status(), refusal.getMessage() + "\n"), true, false);
        }
    }

    private void waitForRest() {
        if (!timed && decoder.begun()) {
            timed = true;
            int number = requests;
            connection.schedule(site.times().request(), () -> {
                if (requests == number) {
                    timeOut();
                }
            });
        }
        if (!continued && decoder.continueWanted()) {
            continued = true;
            connection.write(CONTINUE);
        }
    }

    private void answer(HttpRequest request) {
        long begin = System.nanoTime();
        boolean last = !request.persistent() || requests >= MOST_REQUESTS;
        Forwarding.Origin origin =
                site.forwarding().origin(request, connection.peer().getAddress(), authority(request), secure);
        WebAnswer answer = answer(request, origin);
        send(answer, last, request.method().equals("HEAD"));
        LOG.debug(
                "{} {} host={} status={} size={} peer={} ms={}",
                request.method(),
                shortened(request.target()),
                shortened(origin.authority()),
                answer.status(),
                answer.body().length,
                origin.client(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    private WebAnswer answer(HttpRequest request, Forwarding.Origin origin) {
        String target = request.target();
        if (!target.startsWith("/")) {
            int path = target.indexOf('/', target.indexOf("://") + 3);
            target = target.contains("://") && path > 0 ? target.substring(path) : "/";
        }
        int mark = target.indexOf('?');
        WebRequest asked = new WebRequest(
                request.method(),
                site.names().find(origin.authority()),
                origin.authority(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                origin.secure(),
                request.body());
        try {
            return site.pages().answer(asked);
        } catch (RuntimeException bug) {
            LOG.error("a page failed, {} {}", request.method(), shortened(target), bug);
            return WebAnswer.text(500, "This cannot be answered now.\n");
        }
    }

    /** The name asked for; that of an absolute target counts (RFC 9112 §3.2.2). */
    private static String authority(HttpRequest request) {
        String target = request.target();
        int scheme = target.indexOf("://");
        if (target.startsWith("/") || scheme < 0) {
            return request.field("host").orElse("");
        }
        int path = target.indexOf('/', scheme + 3);
        return target.substring(scheme + 3, path < 0 ? target.length() : path);
    }

    private void send(WebAnswer answer, boolean last, boolean headOnly) {
        StringBuilder head = new StringBuilder(512)
                .append("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(REASONS.getOrDefault(answer.status(), "Unknown"))
                .append("\r\nDate: ")
                .append(DATE.format(Instant.now(site.clock()).atOffset(ZoneOffset.UTC)))
                .append("\r\nContent-Type: ")
                .append(answer.type())
                .append("\r\nContent-Length: ")
                .append(answer.body().length)
                .append(last ? "\r\nConnection: close" : "\r\nConnection: keep-alive")
                .append("\r\nX-Content-Type-Options: nosniff")
                .append("\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'")
                .append("\r\nReferrer-Policy: no-referrer\r\n");
        Map<String, String> fields = new TreeMap<>(answer.fields());
        fields.putIfAbsent("Cache-Control", "no-store");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        connection.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!headOnly && answer.body().length > 0) {
            connection.write(answer.body());
        }
        if (last) {
            connection.close(CloseMode.AFTER_FLUSH);
        }
    }

    private void timeOut() {
        site.refused();
        LOG.debug("request took too long peer={}", peer());
        send(WebAnswer.text(408, "The request took too long.\n"), true, false);
    }

    private String peer() {
        return connection.peer().getAddress().getHostAddress();
    }

    private static String shortened(String text) {
        String shown = text.length() > LONGEST_LOGGED ? text.substring(0, LONGEST_LOGGED) + "..." : text;
        return shown.chars().allMatch(c -> c > ' ' && c <= '~') ? shown : "?";
    }

    @Override
    public void idle() {
        if (decoder.begun()) {
            timeOut();
        } else {
            connection.close(CloseMode.AFTER_FLUSH);
        }
    }

    @Override
    public void shutdown() {
        connection.close(CloseMode.AFTER_FLUSH);
    }

    @Override
    public void closed() {
        decoder = new RequestDecoder();
    }
}
