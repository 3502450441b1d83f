package org.posthaste.common.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/**
 * The resolvers we ask, one after the other until one gives a usable answer: over UDP with EDNS (RFC 6891), over TCP if
 * the answer was cut (RFC 7766 §5), without EDNS for those that do not know it (RFC 6891 §7). A resolver that failed is
 * asked last for a while. What comes back with another identifier or question is thrown away (RFC 5452 §9.1) and the
 * question asked anew from another port. Thread-safe.
 *
 * <p>Fails: the stage completes with an {@link IOException} whose message is fit for the queue.
 */
final class Upstream implements Resolver {
    /** Fits into one packet everywhere, so answers are cut rather than fragmented. */
    private static final int UDP_SIZE = 1232;

    private static final long BAD_FOR_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_ATTEMPTS = 12;
    private static final String SILENT = "no answer in time";

    private final Supplier<List<InetSocketAddress>> servers;
    private final Duration timeout;
    private final boolean signatures;
    private final Map<InetSocketAddress, Peer> peers = new ConcurrentHashMap<>();

    /**
     * Resolvers.
     *
     * @param servers the best first
     * @param timeout until a question is given up
     * @param signatures true to ask for DNSSEC records (RFC 3225 §3)
     */
    Upstream(Supplier<List<InetSocketAddress>> servers, Duration timeout, boolean signatures) {
        this.servers = servers;
        this.timeout = timeout;
        this.signatures = signatures;
    }

    /** A resolver and what we know of it. */
    private static final class Peer {
        final InetSocketAddress address;
        final SimpleResolver modern;
        final SimpleResolver plain;
        volatile boolean noEdns;
        volatile long badSince;
        volatile boolean bad;

        Peer(InetSocketAddress address, Duration timeout, boolean signatures) {
            this.address = address;
            modern = new SimpleResolver(address);
            modern.setEDNS(0, UDP_SIZE, signatures ? ExtendedFlags.DO : 0, List.of());
            modern.setTimeout(timeout);
            plain = new SimpleResolver(address);
            plain.setEDNS(-1, 0, 0, List.of());
            plain.setTimeout(timeout);
        }

        void failed() {
            badSince = System.nanoTime();
            bad = true;
        }

        boolean isBad() {
            return bad && System.nanoTime() - badSince < BAD_FOR_NANOS;
        }
    }

    /** One question on its way. */
    private final class Asking {
        final Message query;
        final Executor executor;
        final List<Peer> order;
        final long end = System.nanoTime() + timeout.toNanos();
        final CompletableFuture<Message> result = new CompletableFuture<>();
        private int attempts;
        private int refusals;
        private String reason = "no resolver answers";

        Asking(Message query, Executor executor, List<Peer> order) {
            this.query = query;
            this.executor = executor;
            this.order = order;
        }

        void next() {
            long left = end - System.nanoTime();
            if (left <= 0 || attempts >= MAX_ATTEMPTS || refusals >= order.size()) {
                result.completeExceptionally(new IOException(reason));
                return;
            }
            Peer peer = order.get(attempts % order.size());
            // A fifth of the time, then two fifths, and the rest: quick to the second server, patient with the last.
            long patience = timeout.toNanos() / 5 * Math.min(2, 1 + attempts / order.size());
            attempts++;
            send(peer, Math.min(left, patience));
        }

        private void send(Peer peer, long nanos) {
            CompletableFuture<Message> reply;
            Message attempt = query.clone();
            attempt.getHeader().setID(new Header().getID());
            try {
                reply = (peer.noEdns ? peer.plain : peer.modern)
                        .sendAsync(attempt, executor)
                        .toCompletableFuture();
            } catch (RuntimeException e) {
                // The selector of dnsjava cannot be opened, or is gone at the end of the process.
                result.completeExceptionally(new IOException("cannot ask: " + e.getMessage(), e));
                return;
            }
            reply.orTimeout(nanos, TimeUnit.NANOSECONDS)
                    .whenCompleteAsync((message, problem) -> judge(peer, message, problem), executor);
        }

        private void judge(Peer peer, @Nullable Message message, @Nullable Throwable problem) {
            if (message == null) {
                peer.failed();
                reason = peer.address.getAddress().getHostAddress() + ": " + text(problem);
                next();
                return;
            }
            int rcode = message.getRcode();
            if ((rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP || rcode == Rcode.BADVERS)
                    && !peer.noEdns
                    && !signatures) {
                peer.noEdns = true;
                attempts--;
                next();
            } else if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN || noResolver(message)) {
                refusals++;
                reason = peer.address.getAddress().getHostAddress() + " says "
                        + (rcode == Rcode.NOERROR ? "it is no resolver" : Rcode.string(rcode));
                next();
            } else {
                peer.bad = false;
                result.complete(message);
            }
        }
    }

    /** Neither recursion nor authority nor an answer: a server that only refers to others. */
    private static boolean noResolver(Message message) {
        return message.getRcode() == Rcode.NOERROR
                && !message.getHeader().getFlag(Flags.RA)
                && !message.getHeader().getFlag(Flags.AA)
                && message.getSection(Section.ANSWER).isEmpty();
    }

    /** True for a failure because nobody answered. */
    static boolean isSilence(Throwable failure) {
        return failure instanceof IOException
                && String.valueOf(failure.getMessage()).endsWith(SILENT);
    }

    private static String text(@Nullable Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof TimeoutException || cause == null) {
            return SILENT;
        }
        if (!(cause instanceof IOException)) {
            return "an answer that cannot be read"; // what hostile octets do to a parser
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        List<Peer> order = new ArrayList<>();
        servers.get()
                .forEach(address -> order.add(peers.computeIfAbsent(address, a -> new Peer(a, timeout, signatures))));
        order.sort(Comparator.comparing(Peer::isBad));
        Asking asking = new Asking(query, executor, order);
        asking.next();
        return asking.result;
    }

    @Override
    public Duration getTimeout() {
        return timeout;
    }

    // What is set is set by the constructor.

    @Override
    public void setTimeout(Duration ignored) {}

    @Override
    public void setPort(int ignored) {}

    @Override
    public void setTCP(boolean ignored) {}

    @Override
    public void setIgnoreTruncation(boolean ignored) {}

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

    @Override
    public void setTSIGKey(@Nullable TSIG ignored) {}
}
