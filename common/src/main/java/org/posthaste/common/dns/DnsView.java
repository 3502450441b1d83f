package org.posthaste.common.dns;

import java.util.List;

/**
 * What one server says to one question, as it says it. A value.
 *
 * @param state whether there is an answer at all
 * @param records of the type asked for; behind CNAMEs if there are any
 * @param canonical the name the records were found at, or the last one the CNAMEs lead to
 * @param validated the server says that DNSSEC proved it (AD)
 * @param reason why there is no answer; else empty
 */
public record DnsView(State state, List<RawRecord> records, String canonical, boolean validated, String reason) {
    /** Whether there is an answer. */
    public enum State {
        /** There are such records. */
        FOUND,
        /** The name exists without them. */
        NO_DATA,
        /** There is no such name. */
        NO_NAME,
        /** Nobody knows: no answer in time, an error, or a server that does not know the zone. */
        FAILED
    }

    public DnsView {
        records = List.copyOf(records);
    }

    static DnsView failed(String reason) {
        return new DnsView(State.FAILED, List.of(), "", false, reason);
    }

    /** True if there are records. */
    public boolean found() {
        return state == State.FOUND;
    }

    /** True if the server gave no answer that means anything. */
    public boolean isFailure() {
        return state == State.FAILED;
    }

    /** True if the records are not at the name asked for but behind a CNAME. */
    public boolean isAlias(String asked) {
        return !canonical.isEmpty() && !canonical.equals(Question.of(asked, 0).name());
    }
}
