package org.posthaste.smtp.relay;

import java.util.List;
import java.util.Optional;
import org.posthaste.common.dns.TlsaRecord;

/**
 * What TLS must achieve on a connection before a message may go over it. A value: connections of equal policy are
 * interchangeable.
 */
public sealed interface TlsPolicy {
    /** How the policy is called in log, journal and {@code queue show}. */
    String name();

    /** What becomes of a message when it is not met. */
    Unmet unmet();

    /** False where the message may go in clear too, when there is no TLS to be had. */
    default boolean mandatory() {
        return unmet() != Unmet.DELIVER;
    }

    /** The name to ask for by SNI (RFC 8461 §7.1, RFC 7672 §8.1). */
    default String serverName(TlsPeer peer) {
        return peer.host();
    }

    /** What becomes of a message when the policy is not met. */
    enum Unmet {
        /** It goes all the same: over TLS with any certificate, or in clear if there is no other way. */
        DELIVER,

        /** The host is passed over as if it could not be reached (RFC 7672 §2.1.2, RFC 8461 §8.4); the message waits. */
        TRY_LATER,

        /** The host is passed over; with none left, the message goes back to its sender, 5.7.10 (RFC 8689 §4.2.1). */
        GIVE_UP
    }

    /** No TLS, because the administrator says so. */
    record Plain() implements TlsPolicy {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public Unmet unmet() {
            return Unmet.DELIVER;
        }
    }

    /**
     * TLS with any certificate if the host offers it, in clear otherwise (RFC 7435 §1.2). When a handshake fails, the
     * message may go in clear over another connection.
     *
     * @param instead the published policy that was to be had and is not, to be reported
     */
    record Opportunistic(Optional<Missed> instead) implements TlsPolicy {
        /** Where there is nothing to report. */
        public Opportunistic() {
            this(Optional.empty());
        }

        @Override
        public String name() {
            return "opportunistic";
        }

        @Override
        public Unmet unmet() {
            return Unmet.DELIVER;
        }
    }

    /** A policy that is not in force though the destination has published one. */
    record Missed(TlsBasis basis, TlsFailure failure) {}

    /** TLS with any certificate: the administrator says so, or none of the TLSA records is usable (RFC 7672 §2.2). */
    record Encrypted(TlsBasis basis, Unmet unmet) implements TlsPolicy {
        @Override
        public String name() {
            return basis.type() == TlsBasis.Type.DANE ? "dane-unusable" : "require";
        }
    }

    /**
     * TLS with a certificate of a public authority.
     *
     * @param names one of them must be in the certificate (RFC 8461 §4.2, RFC 9525 §6.3)
     */
    record Verified(List<String> names, TlsBasis basis, Unmet unmet) implements TlsPolicy {
        public Verified {
            names = List.copyOf(names);
        }

        @Override
        public String name() {
            if (basis.type() != TlsBasis.Type.MTA_STS) {
                return "verify";
            }
            return unmet == Unmet.DELIVER ? "mta-sts-testing" : "mta-sts";
        }
    }

    /**
     * TLS with a certificate that the host's TLSA records tell of (RFC 7672 §3.1).
     *
     * @param records the usable ones
     * @param names the TLSA base domain, and what else may be in the certificate with usage DANE-TA(2) (RFC 7672 §3.2.2)
     */
    record Dane(List<TlsaRecord> records, List<String> names, TlsBasis basis, Unmet unmet) implements TlsPolicy {
        public Dane {
            records = List.copyOf(records);
            names = List.copyOf(names);
        }

        @Override
        public String name() {
            return "dane";
        }

        @Override
        public String serverName(TlsPeer peer) {
            return names.get(0);
        }
    }

    /**
     * The host must not be used.
     *
     * @param source who says so: {@code dane}, {@code mta-sts}, {@code requiretls}
     * @param status an enhanced status, such as {@code 5.7.10}; class 4 if {@code temporary}
     * @param missed what to report
     * @param temporary another attempt may end differently
     */
    record Refuse(String source, String status, Missed missed, boolean temporary) implements TlsPolicy {
        @Override
        public String name() {
            return source;
        }

        @Override
        public Unmet unmet() {
            return temporary ? Unmet.TRY_LATER : Unmet.GIVE_UP;
        }

        /** A sentence for log, journal and sender. */
        public String reason() {
            return missed.failure().reason();
        }
    }
}
