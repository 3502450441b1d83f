package org.posthaste.smtp.relay;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Where mail for a domain goes. Everything but {@link Hosts} and {@link Temporary} is final: the mail is returned. */
public sealed interface MxResult {
    /**
     * To these hosts, in this order; never empty. Thread-safe.
     *
     * <p>That a host is this server may become known only when its addresses are: it and all hosts that are not better
     * (RFC 5321 §5.1) have no addresses from then on, and {@link #loopsBack} says so.
     */
    final class Hosts implements MxResult {
        private final List<MxHost> hosts;
        private final AtomicInteger limit;

        Hosts(List<MxHost> hosts, AtomicInteger limit) {
            this.hosts = List.copyOf(hosts);
            this.limit = limit;
        }

        /** The hosts in the order they are to be tried. */
        public List<MxHost> hosts() {
            return hosts;
        }

        /** True as soon as one of the hosts turned out to be this server: without another host left, 5.4.6. */
        public boolean loopsBack() {
            return limit.get() != Integer.MAX_VALUE;
        }

        @Override
        public String toString() {
            return hosts.toString();
        }
    }

    /** The domain says that it takes no mail (RFC 7505 §3): 556 5.1.10. */
    record NullMx() implements MxResult {}

    /** The domain does not exist: 550 5.1.2. */
    record NoSuchDomain() implements MxResult {}

    /**
     * The domain exists, but nothing in it takes mail: 550 5.4.4.
     *
     * @param reason for log and bounce
     */
    record NoMail(String reason) implements MxResult {}

    /** The domain's best exchanger is this server, which does not know the domain: 554 5.4.6. */
    record LoopsBack() implements MxResult {}

    /**
     * Not known now; the mail waits, and is never returned for this alone (RFC 5321 §5.1).
     *
     * @param reason for log and queue
     */
    record Temporary(String reason) implements MxResult {}
}
