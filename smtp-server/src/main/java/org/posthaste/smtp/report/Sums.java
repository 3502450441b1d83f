package org.posthaste.smtp.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.posthaste.mailstore.dmarc.Counted;

/**
 * Adds up rows, so many of them at most: further ones lose what makes them special first. Confined.
 *
 * @param <R> a row
 */
final class Sums<R> {
    /** More than that nobody sends in a day; sums stay far from the end of numbers. */
    private static final long MOST = 1_000_000_000_000L;

    private final int limit;
    private final UnaryOperator<R> plainer;
    private final Map<R, Long> sums = new LinkedHashMap<>();

    /**
     * No sums yet.
     *
     * @param plainer makes a row one of few
     */
    Sums(int limit, UnaryOperator<R> plainer) {
        this.limit = limit;
        this.plainer = plainer;
    }

    void add(R row, long number) {
        if (number <= 0) {
            return;
        }
        R kept = sums.size() < limit || sums.containsKey(row) ? row : plainer.apply(row);
        sums.merge(kept, Math.min(number, MOST), (some, more) -> Math.min(some + more, MOST));
    }

    List<Counted<R>> list() {
        List<Counted<R>> list = new ArrayList<>(sums.size());
        sums.forEach((row, number) -> list.add(new Counted<>(row, number)));
        return list;
    }
}
