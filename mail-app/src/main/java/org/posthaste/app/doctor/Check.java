package org.posthaste.app.doctor;

import java.io.IOException;
import java.util.List;

/** One thing that is examined on this host. Stateless; called on a thread of an examination, which is interrupted when its time is over. */
public interface Check {
    /** What it is good for, in one line; the subject of a finding if it fails. */
    String purpose();

    /** Where its findings are shown. */
    Area area();

    /**
     * Examines.
     *
     * @throws IOException if it cannot be found out
     */
    List<Finding> examine(Surroundings around) throws IOException, InterruptedException;
}
