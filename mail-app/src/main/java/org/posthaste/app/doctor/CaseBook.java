package org.posthaste.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what was wrong in earlier examinations, and tells what has lastingly changed: seen in two examinations in a
 * row some time apart, and not told before. What is unknown changes nothing; what comes and goes is never told. Confined
 * to one thread.
 */
final class CaseBook {
    /** Two examinations closer than this count as one. */
    private static final Duration APART = Duration.ofMinutes(30);

    private final Map<String, Case> cases = new LinkedHashMap<>();

    /**
     * Something that is wrong, or was.
     *
     * @param finding as it was last seen wrong
     * @param since when it was first seen so
     * @param told the sign it was told under; empty: not told
     * @param goneSince since when it is right again; the epoch while it is not
     */
    record Case(Finding finding, Instant since, String told, Instant goneSince) {
        boolean gone() {
            return goneSince.isAfter(Instant.EPOCH);
        }

        /** What must change for it to be told again. */
        String sign() {
            return CaseBook.sign(finding);
        }
    }

    /** What happened. */
    enum Kind {
        BEGAN,
        CHANGED,
        ENDED
    }

    /** News for the postmaster. */
    record Change(Kind kind, Finding finding, Instant since) {}

    /** Takes up a case as it was kept. */
    void restore(Case kept) {
        cases.put(kept.finding.key(), kept);
    }

    /** All cases, to be kept. */
    List<Case> all() {
        return List.copyOf(cases.values());
    }

    /** True if something is to be looked at again soon: a change that was seen once. */
    boolean pending() {
        return cases.values().stream().anyMatch(each -> each.gone() || !each.told.equals(each.sign()));
    }

    /** Takes note of an examination. */
    List<Change> note(List<Finding> findings, Instant now) {
        List<Change> changes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<Area> examined = EnumSet.noneOf(Area.class);
        for (Finding finding : findings) {
            seen.add(finding.key());
            if (!finding.unsure()) {
                examined.add(finding.area());
                if (finding.bad()) {
                    bad(finding, now, changes);
                } else {
                    good(finding.key(), now, changes);
                }
            }
        }
        // Some findings are there only while something is wrong.
        for (Case each : List.copyOf(cases.values())) {
            if (!seen.contains(each.finding.key()) && examined.contains(each.finding.area())) {
                good(each.finding.key(), now, changes);
            }
        }
        return changes;
    }

    private void bad(Finding finding, Instant now, List<Change> changes) {
        Case before = cases.getOrDefault(finding.key(), new Case(finding, now, "", Instant.EPOCH));
        boolean known = before.sign().equals(sign(finding)) && !before.gone();
        String told = before.told;
        Case current = new Case(finding, known ? before.since : now, told, Instant.EPOCH);
        if (known && !told.equals(current.sign()) && !now.isBefore(before.since.plus(APART))) {
            changes.add(new Change(told.isEmpty() ? Kind.BEGAN : Kind.CHANGED, finding, current.since));
            current = new Case(finding, current.since, current.sign(), Instant.EPOCH);
        }
        cases.put(finding.key(), current);
    }

    private void good(String key, Instant now, List<Change> changes) {
        Case before = cases.get(key);
        if (before == null) {
            return;
        }
        if (before.told.isEmpty()) {
            cases.remove(key);
        } else if (!before.gone()) {
            cases.put(key, new Case(before.finding, before.since, before.told, now));
        } else if (!now.isBefore(before.goneSince.plus(APART))) {
            changes.add(new Change(Kind.ENDED, before.finding, before.goneSince));
            cases.remove(key);
        }
    }

    /** Numbers in other findings, such as days left, change every day and are no news. */
    private static String sign(Finding finding) {
        boolean record = EnumSet.of(Area.RECEIVING, Area.AUTHENTICATION, Area.TRANSPORT, Area.CLIENTS)
                .contains(finding.area());
        return finding.state().word() + (record ? " " + finding.published() : "");
    }
}
