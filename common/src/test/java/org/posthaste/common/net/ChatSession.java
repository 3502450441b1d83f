package org.posthaste.common.net;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.posthaste.common.tls.TlsFacts;

/** A small line protocol with everything a mail protocol asks of the transport, for tests of the transport itself. */
final class ChatSession implements ProtocolSession {
    /** What happened to sessions, such as {@code s1 closed}. */
    final List<String> events;

    private final Connection connection;
    private int pausedCommands;

    ChatSession(Connection connection, List<String> events) {
        this.connection = connection;
        this.events = events;
    }

    @Override
    public void opened() {
        events.add("opened");
        connection.writeLine(
                "220 hello" + connection.tls().map(tls -> " over TLS").orElse(""));
    }

    @Override
    public void received(InputBuffer input) {
        while (!connection.inputPaused() && !connection.closed()) {
            int length = input.lineLength();
            if (length < 0) {
                if (input.available() > 100_000) {
                    connection.writeLine("500 line too long");
                    connection.close(Connection.CloseMode.AFTER_FLUSH);
                }
                return;
            }
            String line = new String(input.take(length + 1), StandardCharsets.UTF_8).stripTrailing();
            command(line);
        }
    }

    private void command(String line) {
        String[] words = line.split(" ", 2);
        String argument = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "ECHO" -> connection.writeLine("250 " + argument);
            case "MANY" -> {
                connection.writeLine("250-first");
                connection.writeLine("250-second");
                connection.writeLine("250 last");
            }
            case "BIG" -> connection.write(new Repeated(Long.parseLong(argument)));
            case "BROKEN" -> connection.write(into -> {
                throw new java.io.IOException("the disk is gone");
            });
            case "BUG" -> throw new IllegalStateException("a bug");
            case "WAIT" -> await(argument);
            case "LATER" -> connection.schedule(Duration.ofSeconds(10), () -> connection.writeLine("250 " + argument));
            case "USER" -> connection.writeLine(connection.bindUser(argument) ? "250 user" : "421 too many");
            case "IDLE" -> {
                connection.idleTimeout(Duration.ofSeconds(Long.parseLong(argument)));
                connection.writeLine("250 idle");
            }
            case "STARTTLS" -> connection.startTls("220 go ahead\r\n".getBytes(StandardCharsets.US_ASCII));
            case "TLS" -> connection.writeLine(
                    "250 " + connection.tls().map(TlsFacts::protocol).orElse("none"));
            case "PEER" -> connection.writeLine(
                    "250 " + connection.peer().getAddress().getHostAddress());
            case "QUIT" -> {
                connection.writeLine("221 bye");
                connection.close(Connection.CloseMode.AFTER_FLUSH);
            }
            default -> connection.writeLine("500 what?");
        }
    }

    /** Pauses input until another thread has done its work, as a session does that waits for a commit. */
    private void await(String argument) {
        connection.pauseInput();
        pausedCommands++;
        CompletableFuture.runAsync(() -> connection.execute(() -> {
            connection.writeLine("250 waited " + argument);
            connection.resumeInput();
        }));
    }

    @Override
    public void tlsStarted() {
        events.add("tlsStarted");
    }

    @Override
    public void idle() {
        connection.writeLine("421 too quiet");
        connection.close(Connection.CloseMode.AFTER_FLUSH);
    }

    @Override
    public void shutdown() {
        connection.writeLine("421 stopping");
        connection.close(Connection.CloseMode.AFTER_FLUSH);
    }

    @Override
    public void closed() {
        events.add("closed");
    }

    /** Sessions of this kind, and what happened to them. */
    static final class Factory implements SessionFactory {
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public ProtocolSession open(Connection connection, ListenerConfig listener) {
            return new ChatSession(connection, events);
        }

        @Override
        public String refusal(ListenerConfig listener, Refusal reason) {
            return "421 " + reason;
        }
    }

    /** Lines of 64 octets, without end in sight. */
    private final class Repeated implements ResponseSource {
        private final byte[] line = new byte[64];
        private long left;

        Repeated(long octets) {
            left = octets;
            Arrays.fill(line, (byte) 'x');
            line[62] = '\r';
            line[63] = '\n';
        }

        @Override
        public boolean writeNext(OutputChunk into) {
            while (left >= line.length && into.remaining() >= line.length) {
                into.put(line);
                left -= line.length;
            }
            return left >= line.length;
        }

        @Override
        public void finished() {
            events.add("source finished");
        }
    }
}
