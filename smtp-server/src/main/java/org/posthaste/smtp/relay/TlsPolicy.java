package org.posthaste.smtp.relay;

import java.util.List;

/** What TLS must achieve on a connection before a message may go over it. */
public sealed interface TlsPolicy {
    /** How the policy is called in log, journal and {@code queue show}. */
    String name();

    /** False where the message may go in clear too, when there is no TLS to be had. */
    default boolean mandatory() {
        return true;
    }

    /** No TLS, because the administrator says so. */
    record Plain() implements TlsPolicy {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public boolean mandatory() {
            return false;
        }
    }

    /** TLS with any certificate if the host offers it, in clear otherwise (RFC 7435 §1.2). */
    record Opportunistic() implements TlsPolicy {
        @Override
        public String name() {
            return "opportunistic";
        }

        @Override
        public boolean mandatory() {
            return false;
        }
    }

    /** TLS with any certificate. */
    record Encrypted() implements TlsPolicy {
        @Override
        public String name() {
            return "require";
        }
    }

    /**
     * TLS with a certificate of a public authority.
     *
     * @param names one of them must be in the certificate (RFC 6125, RFC 9525); may begin with {@code *.}
     * @param source who asks for it: {@code verify} or {@code mta-sts}
     */
    record Verified(List<String> names, String source) implements TlsPolicy {
        public Verified {
            names = List.copyOf(names);
        }

        @Override
        public String name() {
            return source;
        }
    }

    /**
     * TLS with a certificate that the host's TLSA records tell of (RFC 7672 §3.1).
     *
     * @param records the usable ones
     * @param names one of which must be in the certificate with usage DANE-TA(2) (RFC 7672 §3.2.2)
     */
    record Dane(List<TlsaRecord> records, List<String> names) implements TlsPolicy {
        public Dane {
            records = List.copyOf(records);
            names = List.copyOf(names);
        }

        @Override
        public String name() {
            return "dane";
        }
    }

    /**
     * The host must not be used.
     *
     * @param source who says so
     * @param status an enhanced status, such as {@code 5.7.10}
     * @param reason a sentence for log, journal and sender
     * @param temporary another attempt may end differently
     */
    record Refuse(String source, String status, String reason, boolean temporary) implements TlsPolicy {
        @Override
        public String name() {
            return source;
        }
    }

    /**
     * A TLSA record (RFC 6698 §2.1).
     *
     * @param usage 2 (DANE-TA) or 3 (DANE-EE)
     * @param selector 0 the whole certificate, 1 its public key
     * @param matching 0 the octets themselves, 1 SHA-256, 2 SHA-512
     * @param data the octets, in hexadecimal
     */
    record TlsaRecord(int usage, int selector, int matching, String data) {}
}
