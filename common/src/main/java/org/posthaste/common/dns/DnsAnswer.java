package org.posthaste.common.dns;

import java.time.Duration;
import java.util.List;

/**
 * What the DNS says to one question: only a {@link TemporaryFailure} may be different when asked again soon.
 *
 * @param <T> one record
 */
public sealed interface DnsAnswer<T> {
    /** True if DNSSEC proved this answer, or this absence, with every CNAME on the way (RFC 4033 §5 "secure"). */
    boolean secure();

    /** The records; empty unless found. */
    default List<T> records() {
        return List.of();
    }

    /** True if there are such records, or certainly none: everything but a failure. */
    default boolean definite() {
        return true;
    }

    /**
     * There are such records.
     *
     * @param records at least one
     * @param secure proved by DNSSEC
     * @param ttl how long this stays true
     * @param canonicalName the name the records were found at, behind all CNAMEs
     */
    record Found<T>(List<T> records, boolean secure, Duration ttl, String canonicalName) implements DnsAnswer<T> {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("found nothing");
            }
        }
    }

    /** The name exists, but has no such records (RFC 2308 §2.2). */
    record NoData<T>(boolean secure) implements DnsAnswer<T> {}

    /** There is no such name (RFC 8020), or one of its CNAMEs leads to none; names that cannot exist as well. */
    record NoSuchDomain<T>(boolean secure) implements DnsAnswer<T> {}

    /**
     * Nobody knows: no server answers, servers fail or refuse, DNSSEC shows a forgery (RFC 4033 §5 "bogus"), or CNAMEs
     * lead in circles. Mail waits then.
     *
     * @param reason for log and queue
     */
    record TemporaryFailure<T>(String reason) implements DnsAnswer<T> {
        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public boolean definite() {
            return false;
        }
    }
}
