package org.posthaste.common.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Plays a transcript against a server and compares, line by line, what the server says.
 *
 * <p>A {@code .script} file is UTF-8 text. Each of its lines is one of these; what does not look like one of them is an error:
 *
 * <ul>
 *   <li>{@code # ...} or an empty line: a comment, such as the RFC section the transcript is about.
 *   <li>{@code given TEXT}: handed to {@link TranscriptEnvironment#given}; at the top it makes fixtures, further down it can make something happen while sessions are open.
 *   <li>{@code transport plain|tls|memory}: the transcript is only for connections without TLS at the start, only for those with it, or only for the in-memory transport.
 *   <li>{@code uncut}: input is not cut in pieces, because what the server does depends on what arrives together.
 *   <li>{@code C: TEXT}: the client sends TEXT and CRLF. Lines that follow each other without an {@code S:} line between are sent together, so this is also how pipelines, messages
 *       and literals are written.
 *   <li>{@code C| TEXT}: the client sends TEXT without CRLF, with the escapes {@code \r \n \t \0 \\} and {@code \xHH} (one octet).
 *   <li>{@code S: TEXT}: the server's next line must be TEXT, where {@code ...} stands for any run of characters and <code>${name}</code> for a run without blanks: the first use binds
 *       the name, later uses (also in {@code C:} lines) stand for what it is bound to. {@code S| TEXT} is the same with escapes. A literal in a response is written as the lines it
 *       consists of.
 *   <li><code>{unordered}</code>, {@code S:} lines, <code>{end}</code>: the server's next lines must be these, in any order.
 *   <li>{@code S: <close>}: the server must have closed the connection, without another line.
 *   <li>{@code C: <close>}: the client closes its end. {@code C: <starttls>}: the TLS handshake takes place. {@code C: <compress>}: from here on both sides
 *       compress; {@code C: <plain>}: not any more.
 *   <li>{@code advance 30m}: time moves on (units {@code ms s m h}); such a transcript runs in memory only.
 *   <li>{@code C2:}, {@code S2:} and so on: the same for a second connection, up to nine; a connection is opened by the first line that names it.
 * </ul>
 *
 * <p>Any line of the server that no {@code S:} line asks for is a failure, also after the end. The greeting must be asked for.
 */
final class TranscriptRunner {
    private final Transcript transcript;
    private final TranscriptEnvironment environment;
    private final ScriptHost host;
    private final Fragmenter fragmenter;
    private final Random random;
    private final Map<String, ScriptClient> clients = new HashMap<>();
    private final StringBuilder conversation = new StringBuilder();
    private Map<String, String> bindings;

    TranscriptRunner(
            Transcript transcript,
            TranscriptEnvironment environment,
            ScriptHost host,
            Fragmenter fragmenter,
            long seed) {
        this.transcript = transcript;
        this.environment = environment;
        this.host = host;
        this.fragmenter = fragmenter;
        this.random = new Random(seed);
        this.bindings = environment.variables();
    }

    void run() throws Exception {
        List<Transcript.Step> steps = transcript.steps();
        int next = 0;
        while (next < steps.size()) {
            Transcript.Step step = steps.get(next);
            try {
                next = perform(steps, next);
            } catch (AssertionError | Exception e) {
                throw new AssertionError(
                        transcript.name() + ":" + step.line() + ": " + e.getMessage() + "\nThe conversation was:\n"
                                + conversation,
                        e);
            }
        }
        for (Map.Entry<String, ScriptClient> client : clients.entrySet()) {
            finish(client.getKey(), client.getValue());
        }
    }

    /** Performs the step at this index, for lines of input also those that belong together with it, and tells the index of the next. */
    private int perform(List<Transcript.Step> steps, int index) throws Exception {
        Transcript.Step step = steps.get(index);
        if (step instanceof Transcript.Send send) {
            return send(steps, index, send.client());
        }
        if (step instanceof Transcript.Given given) {
            environment.given(LinePattern.fill(given.text(), bindings));
        } else if (step instanceof Transcript.Expect expect) {
            expect(expect);
        } else if (step instanceof Transcript.ExpectClose expect) {
            expectClose(expect.client());
        } else if (step instanceof Transcript.Disconnect disconnect) {
            client(disconnect.client()).disconnect();
        } else if (step instanceof Transcript.StartTls startTls) {
            client(startTls.client()).startTls();
        } else if (step instanceof Transcript.Compress compress) {
            client(compress.client()).compress(compress.on());
        } else if (step instanceof Transcript.Advance advance) {
            host.advance(advance.by());
        }
        return index + 1;
    }

    private int send(List<Transcript.Step> steps, int from, String name) throws IOException {
        ScriptClient client = client(name);
        String unread = client.pending();
        if (!unread.isEmpty()) {
            throw new AssertionError("the server said something nobody asked for: " + unread);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int next = from;
        while (next < steps.size()
                && steps.get(next) instanceof Transcript.Send send
                && send.client().equals(name)) {
            String text = LinePattern.fill(send.text(), bindings);
            conversation
                    .append('C')
                    .append(name)
                    .append(": ")
                    .append(text.stripTrailing())
                    .append('\n');
            octets.writeBytes(Transcript.octets(text));
            next++;
        }
        for (byte[] piece : fragmenter.cut(client.encode(octets.toByteArray()), random)) {
            client.send(piece);
        }
        return next;
    }

    private void expect(Transcript.Expect expect) throws IOException {
        ScriptClient client = client(expect.client());
        List<LinePattern> open = new ArrayList<>(expect.lines());
        while (!open.isEmpty()) {
            Optional<String> line = client.readLine();
            if (line.isEmpty()) {
                throw new AssertionError("the server closed instead of saying: " + open.get(0));
            }
            conversation
                    .append('S')
                    .append(expect.client())
                    .append(": ")
                    .append(line.get())
                    .append('\n');
            LinePattern matched = null;
            for (LinePattern pattern : open) {
                Optional<Map<String, String>> bound = pattern.match(line.get(), bindings);
                if (bound.isPresent()) {
                    matched = pattern;
                    bindings = bound.get();
                    break;
                }
            }
            if (matched == null) {
                throw new AssertionError("expected: " + open + "\n but the server said: " + line.get());
            }
            open.remove(matched);
        }
    }

    private void expectClose(String name) throws IOException {
        Optional<String> line = client(name).readLine();
        if (line.isPresent()) {
            throw new AssertionError("the server should have closed, but said: " + line.get());
        }
    }

    private void finish(String name, ScriptClient client) throws IOException {
        String rest = host.finish(client);
        if (!rest.isEmpty()) {
            throw new AssertionError(transcript.name() + ": after the end the server said to client " + name + ": "
                    + rest + "\nThe conversation was:\n" + conversation);
        }
    }

    private ScriptClient client(String name) throws IOException {
        ScriptClient client = clients.get(name);
        if (client == null) {
            client = host.connect();
            clients.put(name, client);
        }
        return client;
    }
}
