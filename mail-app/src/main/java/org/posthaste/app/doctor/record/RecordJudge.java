package org.posthaste.app.doctor.record;

import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;

/** Knows what records of one kind mean. Stateless. */
interface RecordJudge {
    /**
     * Judges.
     *
     * @param published what one server has of the type of the expected record; not a failure
     */
    Judgement judge(ExpectedRecord expected, DnsView published) throws InterruptedException;

    /** The type to ask for, if not that of the expected record. */
    default String type(ExpectedRecord expected) {
        return expected.type();
    }
}
