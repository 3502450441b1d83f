package org.posthaste.app.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.posthaste.common.net.InputBuffer;

/**
 * Reads requests of HTTP/1.1 (RFC 9112) from octets as they come, and refuses what could be understood in two ways or is larger than anything the pages here are asked for. Confined to
 * the session's executor.
 *
 * <p>Fails: {@link HttpRefusal}, after which it must not be used again.
 */
final class RequestDecoder {
    /** The request line and all fields; bodies are bounded by {@link #MOST_BODY}. */
    static final int MOST_HEAD = 8 * 1024;

    static final int MOST_TARGET = 2 * 1024;
    static final int MOST_FIELDS = 64;
    static final int MOST_BODY = 64 * 1024;

    private static final int LONGEST_SIZE_LINE = 256;
    private static final int BAD_REQUEST = 400;
    private static final int HEAD_TOO_LARGE = 431;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    /** Two values for one of these would be two requests in one. */
    private static final Set<String> ONCE = Set.of("host", "content-length", "transfer-encoding", "content-type");

    private State state = State.LINE;
    private String method = "";
    private String target = "";
    private boolean current;
    private final Map<String, String> fields = new HashMap<>();
    private int count;
    private int head;
    private int framing;
    private int missing;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    private enum State {
        LINE,
        FIELDS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        COMPLETE
    }

    /** True once a part of a request has come. */
    boolean begun() {
        return state != State.LINE || head > 0;
    }

    /** True if the peer waits to be told to send the body (RFC 9110 §10.1.1). */
    boolean continueWanted() {
        return (state == State.BODY || state == State.CHUNK_SIZE)
                && body.size() == 0
                && current
                && fields.getOrDefault("expect", "").equalsIgnoreCase("100-continue");
    }

    /** Takes octets of one request, at most to its end; returns it when it is complete. */
    Optional<HttpRequest> decode(InputBuffer input) throws HttpRefusal {
        boolean more = true;
        while (more && state != State.COMPLETE) {
            more = switch (state) {
                case BODY, CHUNK -> data(input);
                default -> line(input);
            };
        }
        return state == State.COMPLETE
                ? Optional.of(new HttpRequest(method, target, current, fields, body.toByteArray()))
                : Optional.empty();
    }

    private boolean line(InputBuffer input) throws HttpRefusal {
        int length = input.lineLength();
        boolean chunks = state == State.CHUNK_SIZE || state == State.CHUNK_END;
        int most = chunks ? LONGEST_SIZE_LINE : MOST_HEAD - head;
        if (length > most || length < 0 && input.available() > most) {
            throw state == State.LINE
                    ? new HttpRefusal(414, "the request line is too long")
                    : new HttpRefusal(HEAD_TOO_LARGE, "the fields are too long");
        }
        if (length < 0) {
            return false;
        }
        String line = new String(input.take(length + 1), 0, length, StandardCharsets.ISO_8859_1);
        if (line.endsWith("\r")) {
            line = line.substring(0, line.length() - 1);
        }
        if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new HttpRefusal(BAD_REQUEST, "a control character");
        }
        if (chunks) {
            framing += length + 1;
        } else {
            head += length + 1;
        }
        switch (state) {
            case LINE -> requestLine(line);
            case CHUNK_SIZE -> chunkSize(line);
            case CHUNK_END -> chunkEnd(line);
            case TRAILER -> state = line.isEmpty() ? State.COMPLETE : State.TRAILER;
            default -> field(line);
        }
        return true;
    }

    /** RFC 9112 §3; an empty line before it is skipped (§2.2). */
    private void requestLine(String line) throws HttpRefusal {
        if (line.isEmpty()) {
            return;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !TOKEN.matcher(parts[0]).matches()) {
            throw new HttpRefusal(BAD_REQUEST, "not a request line");
        }
        if (!parts[2].matches("HTTP/1\\.[0-9]")) {
            throw parts[2].matches("HTTP/[0-9](\\.[0-9])?")
                    ? new HttpRefusal(505, "only HTTP/1.1 is spoken here")
                    : new HttpRefusal(BAD_REQUEST, "not a request line");
        }
        if (parts[1].length() > MOST_TARGET) {
            throw new HttpRefusal(414, "the target is too long");
        }
        if (parts[1].isEmpty() || parts[1].chars().anyMatch(c -> c <= ' ' || c > '~' || c == '#')) {
            throw new HttpRefusal(BAD_REQUEST, "not a target");
        }
        method = parts[0];
        target = parts[1];
        current = !parts[2].endsWith(".0");
        state = State.FIELDS;
    }

    private void field(String line) throws HttpRefusal {
        if (line.isEmpty()) {
            begin();
            return;
        }
        int colon = line.indexOf(':');
        // Blanks before the colon and folded lines have smuggled requests past proxies (RFC 9112 §5.1, §5.2).
        if (colon < 1 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
            throw new HttpRefusal(BAD_REQUEST, "not a field");
        }
        if (++count > MOST_FIELDS) {
            throw new HttpRefusal(HEAD_TOO_LARGE, "too many fields");
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (fields.containsKey(name) && ONCE.contains(name)) {
            throw new HttpRefusal(BAD_REQUEST, name + " came twice");
        }
        fields.merge(name, value, (first, second) -> first + ", " + second);
    }

    /** How long the body is (RFC 9112 §6.3). */
    private void begin() throws HttpRefusal {
        if (current && !fields.containsKey("host")) {
            throw new HttpRefusal(BAD_REQUEST, "no Host");
        }
        String coding = fields.get("transfer-encoding");
        String length = fields.get("content-length");
        if (coding != null) {
            if (length != null || !current) {
                throw new HttpRefusal(BAD_REQUEST, "two lengths");
            }
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new HttpRefusal(501, "only chunked is understood");
            }
            state = State.CHUNK_SIZE;
        } else if (length != null) {
            if (!length.matches("[0-9]{1,18}")) {
                throw new HttpRefusal(BAD_REQUEST, "not a length");
            }
            expect(Long.parseLong(length));
            state = missing > 0 ? State.BODY : State.COMPLETE;
        } else {
            state = State.COMPLETE;
        }
    }

    private void expect(long octets) throws HttpRefusal {
        if (octets + body.size() > MOST_BODY) {
            throw new HttpRefusal(413, "the body is too large");
        }
        missing = (int) octets;
    }

    private boolean data(InputBuffer input) {
        int taken = Math.min(missing, input.available());
        if (taken == 0) {
            return false;
        }
        body.write(input.array(), input.start(), taken);
        input.consume(taken);
        missing -= taken;
        if (missing == 0) {
            state = state == State.BODY ? State.COMPLETE : State.CHUNK_END;
        }
        return true;
    }

    /** RFC 9112 §7.1. */
    private void chunkSize(String line) throws HttpRefusal {
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (!size.matches("[0-9A-Fa-f]{1,8}")) {
            throw new HttpRefusal(BAD_REQUEST, "not the size of a chunk");
        }
        expect(Long.parseLong(size, 16));
        // Chunks of one octet each are nobody's way to send a short document.
        if (framing > MOST_HEAD) {
            throw new HttpRefusal(413, "too many chunks");
        }
        state = missing == 0 ? State.TRAILER : State.CHUNK;
    }

    private void chunkEnd(String line) throws HttpRefusal {
        if (!line.isEmpty()) {
            throw new HttpRefusal(BAD_REQUEST, "a chunk longer than its size");
        }
        state = State.CHUNK_SIZE;
    }
}
