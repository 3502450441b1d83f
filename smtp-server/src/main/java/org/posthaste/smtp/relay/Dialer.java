package org.posthaste.smtp.relay;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.net.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to one of a host's addresses. They are tried in their order; as long as one does not answer, the next is tried
 * beside it a little later, and the first that answers is taken (RFC 8305 §5), so that a host whose IPv6 is broken costs
 * seconds and not half a minute. Thread-safe; {@link #dial} blocks.
 */
final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    private final Timers timers;
    private final DeadAddresses dead;

    Dialer(Timers timers, DeadAddresses dead) {
        this.timers = timers;
        this.dead = dead;
    }

    /** A connection, and the addresses that were found not to answer before. */
    record Dialed(SocketChannel channel, InetSocketAddress address, List<InetSocketAddress> failed) {}

    /** None of the addresses answered. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean timedOut;
        private final transient InetSocketAddress last;

        NoAnswer(String reason, boolean timedOut, InetSocketAddress last) {
            super(reason);
            this.timedOut = timedOut;
            this.last = last;
        }

        /** A sentence. */
        String sentence() {
            return String.valueOf(getMessage());
        }

        boolean timedOut() {
            return timedOut;
        }

        /** The address that was waited for last. */
        InetSocketAddress last() {
            return last;
        }
    }

    /**
     * Connects.
     *
     * @param addresses at least one
     * @param limit for each address
     * @param fallback until the next is tried beside it
     */
    Dialed dial(List<InetSocketAddress> addresses, SourceAddresses sources, Duration limit, Duration fallback)
            throws NoAnswer {
        try (Race race = new Race(addresses, sources, limit, fallback)) {
            return race.run();
        } catch (IOException e) {
            throw new NoAnswer("no connection can be made: " + e.getMessage(), false, addresses.get(0));
        }
    }

    /** Attempts that run beside one another. Confined to one thread. */
    private final class Race implements AutoCloseable {
        private final Deque<InetSocketAddress> waiting;
        private final SourceAddresses sources;
        private final long limit;
        private final long fallback;
        private final Selector selector;
        private final Map<SocketChannel, Attempt> running = new HashMap<>();
        private final List<InetSocketAddress> failed = new ArrayList<>();
        private Optional<NoAnswer> last = Optional.empty();

        /** When the next address is due, if none has failed before. */
        private long nextDue;

        private record Attempt(InetSocketAddress address, long until) {}

        Race(List<InetSocketAddress> addresses, SourceAddresses sources, Duration limit, Duration fallback)
                throws IOException {
            this.waiting = new ArrayDeque<>(addresses);
            this.sources = sources;
            this.limit = limit.toNanos();
            this.fallback = fallback.toNanos();
            this.selector = Selector.open();
            this.nextDue = timers.nanos();
        }

        Dialed run() throws IOException, NoAnswer {
            while (true) {
                Optional<Dialed> connected = begin();
                if (connected.isPresent()) {
                    return connected.get();
                }
                if (running.isEmpty() && waiting.isEmpty()) {
                    throw last.orElseThrow();
                }
                selector.select(Math.max(1, waitNanos() / 1_000_000));
                if (Thread.currentThread().isInterrupted()) {
                    throw new ClosedByInterruptException();
                }
                connected = finish();
                if (connected.isPresent()) {
                    return connected.get();
                }
            }
        }

        private long waitNanos() {
            long now = timers.nanos();
            long wait = waiting.isEmpty() ? Long.MAX_VALUE : nextDue - now;
            for (Attempt attempt : running.values()) {
                wait = Math.min(wait, attempt.until - now);
            }
            return wait;
        }

        /** Starts what is due. */
        private Optional<Dialed> begin() throws IOException {
            while (!waiting.isEmpty() && (running.isEmpty() || nextDue - timers.nanos() <= 0)) {
                InetSocketAddress address = waiting.remove();
                SocketChannel channel = SocketChannel.open();
                try {
                    Optional<InetAddress> source = sources.forTarget(address.getAddress());
                    if (source.isPresent()) {
                        channel.bind(new InetSocketAddress(source.get(), 0));
                    }
                    channel.configureBlocking(false);
                    if (channel.connect(address)) {
                        return Optional.of(won(channel, address));
                    }
                    channel.register(selector, SelectionKey.OP_CONNECT);
                    running.put(channel, new Attempt(address, timers.nanos() + limit));
                    nextDue = timers.nanos() + fallback;
                } catch (IOException e) {
                    lost(channel, address, e);
                }
            }
            return Optional.empty();
        }

        private Optional<Dialed> finish() throws IOException {
            for (SelectionKey key : selector.selectedKeys()) {
                SocketChannel channel = (SocketChannel) key.channel();
                Attempt attempt = running.get(channel);
                if (attempt != null) {
                    try {
                        if (channel.finishConnect()) {
                            key.cancel();
                            running.remove(channel);
                            return Optional.of(won(channel, attempt.address));
                        }
                    } catch (IOException e) {
                        running.remove(channel);
                        lost(channel, attempt.address, e);
                    }
                }
            }
            selector.selectedKeys().clear();
            expire();
            return Optional.empty();
        }

        private void expire() throws IOException {
            long now = timers.nanos();
            for (Map.Entry<SocketChannel, Attempt> entry : List.copyOf(running.entrySet())) {
                if (entry.getValue().until - now <= 0) {
                    running.remove(entry.getKey());
                    lost(entry.getKey(), entry.getValue().address, new SocketTimeoutException("no answer"));
                }
            }
        }

        private Dialed won(SocketChannel channel, InetSocketAddress address) throws IOException {
            dead.answered(address);
            // A channel may not be made blocking while a key of it is known to a selector.
            selector.selectNow();
            channel.configureBlocking(true);
            return new Dialed(channel, address, failed);
        }

        private void lost(SocketChannel channel, InetSocketAddress address, IOException e) throws IOException {
            channel.close();
            dead.silent(address);
            failed.add(address);
            boolean timedOut = e instanceof SocketTimeoutException;
            LOG.debug("peer={} no connection: {}", address, e.getMessage());
            last = Optional.of(new NoAnswer(shown(address) + " " + reason(e), timedOut, address));
        }

        @Override
        public void close() throws IOException {
            for (Map.Entry<SocketChannel, Attempt> attempt : running.entrySet()) {
                attempt.getKey().close();
            }
            selector.close();
        }
    }

    private static String reason(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "does not answer";
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("refused") ? "refuses connections" : "cannot be reached: " + message;
    }

    static String shown(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + text + "]" : text) + ":" + address.getPort();
    }
}
