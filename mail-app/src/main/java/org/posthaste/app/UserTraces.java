package org.posthaste.app;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.OwnerOnly;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.WireTap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wire traces of single users, each in a file of the data folder that only its owner may read: what mail programs of the
 * user and the server say to each other, without credentials and message text. A trace ends by itself, after its time or
 * at {@value #LARGEST} octets. Thread-safe.
 */
final class UserTraces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UserTraces.class);
    private static final long LARGEST = 50L << 20;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final List<SessionRegistry> registries;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Map<String, TraceFile> running = new HashMap<>();

    UserTraces(Path directory, Collection<SessionRegistry> registries, ScheduledExecutorService timer, Clock clock) {
        this.directory = directory;
        this.registries = List.copyOf(registries);
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * A trace that runs.
     *
     * @param begun false if it was running already
     */
    record Trace(Path file, Instant until, boolean begun) {}

    /** Begins a trace, unless one of this user runs. Fails: {@link UncheckedIOException}. */
    synchronized Trace begin(String user, Duration time) {
        TraceFile known = running.get(user);
        if (known != null) {
            return new Trace(known.path, known.until, false);
        }
        Instant now = clock.instant();
        // Addresses may hold what file names must not.
        String name = user.replaceAll("[^A-Za-z0-9@._+-]", "_") + "-" + STAMP.format(now) + ".txt";
        TraceFile trace = open(user, directory.resolve(name), now.plus(time));
        running.put(user, trace);
        registries.forEach(registry -> registry.tap(user, trace));
        timer.schedule(() -> end(user, trace), time.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("trace begun user={} file={}", user, trace.path);
        return new Trace(trace.path, trace.until, true);
    }

    private TraceFile open(String user, Path file, Instant until) {
        try {
            if (!Files.isDirectory(directory)) {
                OwnerOnly.createDirectory(directory);
            }
            OwnerOnly.write(file, new byte[0]);
            return new TraceFile(user, file, until, Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void end(String user, TraceFile trace) {
        registries.forEach(registry -> registry.untap(user, trace));
        if (running.remove(user, trace)) {
            trace.close();
            LOG.info("trace ended user={} file={}", user, trace.path);
        }
    }

    /** Ends all traces. */
    @Override
    public void close() {
        Map<String, TraceFile> all;
        synchronized (this) {
            all = Map.copyOf(running);
        }
        all.forEach(this::end);
    }

    /** One trace. Its own lock orders the lines of several connections. */
    private final class TraceFile implements WireTap {
        private final String user;
        private final Path path;
        private final Instant until;
        private @Nullable BufferedWriter writer;
        private long written;

        TraceFile(String user, Path path, Instant until, BufferedWriter writer) {
            this.user = user;
            this.path = path;
            this.until = until;
            this.writer = writer;
        }

        @Override
        public synchronized void line(String sid, String server, boolean fromPeer, String text) {
            if (writer == null) {
                return;
            }
            String line = clock.instant() + " " + server + " " + sid + (fromPeer ? " < " : " > ") + text + "\n";
            try {
                writer.write(line);
                writer.flush();
                written += line.length();
            } catch (IOException e) {
                LOG.warn("a trace cannot be written and ends user={} file={}", user, path, e);
                written = LARGEST;
            }
            if (written >= LARGEST) {
                timer.execute(() -> end(user, this));
                close();
            }
        }

        synchronized void close() {
            if (writer == null) {
                return;
            }
            try {
                writer.close();
            } catch (IOException e) {
                LOG.warn("the end of a trace is lost user={} file={}", user, path, e);
            }
            writer = null;
        }
    }
}
