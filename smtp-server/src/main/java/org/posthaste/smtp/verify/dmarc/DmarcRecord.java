package org.posthaste.smtp.verify.dmarc;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A DMARC policy record (RFC 9989 §4.7). What is missing or wrong in the text has its default here (RFC 9989 §4.8).
 *
 * @param domain where it was found, without {@code _dmarc}
 * @param policy {@code p}; {@code NONE} where it is missing or wrong
 * @param subdomainPolicy {@code sp}
 * @param nonExistentPolicy {@code np}
 * @param dkimAlignment {@code adkim}
 * @param spfAlignment {@code aspf}
 * @param testing {@code t=y}
 * @param publicSuffix {@code psd}
 * @param aggregateReports {@code rua}
 * @param failureReports {@code ruf}
 * @param failureOptions {@code fo}: of {@code 0 1 d s}
 * @param usable false if there is no valid {@code p}, or {@code sp} or {@code np} are wrong, and nobody wants reports
 *     either: DMARC does not apply then (RFC 9989 §4.10.1)
 * @param remarks what was overlooked while reading, for those who publish it: wrong values, tags nobody knows
 */
public record DmarcRecord(
        String domain,
        Policy policy,
        Optional<Policy> subdomainPolicy,
        Optional<Policy> nonExistentPolicy,
        Alignment dkimAlignment,
        Alignment spfAlignment,
        boolean testing,
        PublicSuffix publicSuffix,
        List<ReportUri> aggregateReports,
        List<ReportUri> failureReports,
        Set<Character> failureOptions,
        boolean usable,
        List<String> remarks) {
    public DmarcRecord {
        aggregateReports = List.copyOf(aggregateReports);
        failureReports = List.copyOf(failureReports);
        failureOptions = Set.copyOf(failureOptions);
        remarks = List.copyOf(remarks);
    }

    /** What a domain's owner asks for if a message fails (RFC 9989 §3.2.8). */
    public enum Policy {
        /** Nothing. */
        NONE,
        /** To treat it as suspicious. */
        QUARANTINE,
        /** To refuse it. */
        REJECT;

        /** As in a record. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** One level below, which a domain that tests asks for (RFC 9989 §4.7, {@code t}). */
        public Policy milder() {
            return this == REJECT ? QUARANTINE : NONE;
        }
    }

    /** How near a proved domain must be to the author's (RFC 9989 §4.4). */
    public enum Alignment {
        /** In the same organizational domain. */
        RELAXED,
        /** The same. */
        STRICT
    }

    /** Whether names are registered below a domain (RFC 9989 §4.7, {@code psd}). */
    public enum PublicSuffix {
        /** They are. */
        YES,
        /** They are not; it is an organizational domain. */
        NO,
        /** The tree walk finds out. */
        UNKNOWN
    }

    /**
     * Reads the text of a record. What is no DMARC record, because it does not begin with {@code v=DMARC1}, is empty;
     * every other text is a record.
     *
     * @param domain where it was found, without {@code _dmarc}
     */
    public static Optional<DmarcRecord> parse(String domain, String text) {
        return new RecordReader(domain.toLowerCase(Locale.ROOT), text).read();
    }
}
