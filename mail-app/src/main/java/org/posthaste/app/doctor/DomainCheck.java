package org.posthaste.app.doctor;

import java.io.IOException;
import java.util.List;

/** One thing that is examined for each domain. As {@link Check}. */
public interface DomainCheck {
    /** What it is good for, in one line. */
    String purpose();

    /** Where its findings are shown. */
    Area area();

    /**
     * Examines.
     *
     * @param domain as A-labels
     * @throws IOException if it cannot be found out
     */
    List<Finding> examine(String domain, Surroundings around) throws IOException, InterruptedException;
}
