package org.posthaste.smtp.queue;

import java.time.Duration;

/**
 * How mail leaves. A value.
 *
 * @param retry when it is tried again and when given up
 * @param suppressFor how long an address that refused mail because nobody lives there is not tried again; zero: it is
 * @param limits how much at a time
 */
public record QueueSettings(Retry retry, Duration suppressFor, Limits limits) {
    /**
     * When a recipient is tried again (RFC 5321 §4.5.4.1).
     *
     * @param first pause behind the first failed attempt; it doubles with each further one
     * @param longest pause it does not grow beyond
     * @param delayNotice age of a message at which its sender is told that it is late
     * @param expiry age at which it is given up
     */
    public record Retry(Duration first, Duration longest, Duration delayNotice, Duration expiry) {
        /** Five minutes doubling to four hours, a notice after four hours, five days. */
        public static final Retry STANDARD =
                new Retry(Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofHours(4), Duration.ofDays(5));
    }

    /**
     * How much at a time.
     *
     * @param connections in use at the same time, to all hosts together; also the number of delivery threads
     * @param idleConnections kept open beside those for the next message
     * @param connectionsPerLane open to one destination or smarthost
     * @param transactionsPerConnection after so many messages a connection is closed
     * @param recipientsPerTransaction at most; a host may want fewer
     * @param idle how long a connection is kept for the next message
     * @param inMemory recipients waiting in memory, of all destinations
     * @param inMemoryPerDestination and of one; what is beyond waits in the store
     */
    public record Limits(
            int connections,
            int idleConnections,
            int connectionsPerLane,
            int transactionsPerConnection,
            int recipientsPerTransaction,
            Duration idle,
            int inMemory,
            int inMemoryPerDestination) {
        /** What a small server can do without thinking about it. */
        public static final Limits STANDARD = new Limits(100, 500, 20, 100, 100, Duration.ofSeconds(5), 10_000, 1_000);

        public Limits {
            if (connections < 1
                    || idleConnections < 0
                    || connectionsPerLane < 1
                    || transactionsPerConnection < 1
                    || recipientsPerTransaction < 1
                    || inMemoryPerDestination < 2
                    || inMemory < inMemoryPerDestination) {
                throw new IllegalArgumentException("a limit of the queue is too low");
            }
        }

        /** The same with other numbers of connections. */
        public Limits withConnections(int all, int perLane) {
            return new Limits(
                    all,
                    all * 5,
                    perLane,
                    transactionsPerConnection,
                    recipientsPerTransaction,
                    idle,
                    inMemory,
                    inMemoryPerDestination);
        }
    }

    /** What is in force when nothing is set. */
    public static final QueueSettings STANDARD = new QueueSettings(Retry.STANDARD, Duration.ofDays(1), Limits.STANDARD);
}
