package org.posthaste.app.doctor.record;

import org.posthaste.app.doctor.State;

/**
 * What is to be said of the records one server has. A value.
 *
 * @param published the records in short; why they are not known
 * @param remedy how to mend it; empty if there is nothing to mend
 */
record Judgement(State state, String published, String remedy) {
    static Judgement right(String published) {
        return new Judgement(State.RIGHT, published, "");
    }

    static Judgement missing() {
        return new Judgement(State.MISSING, "nothing", "");
    }

    static Judgement wrong(String published, String remedy) {
        return new Judgement(State.WRONG, published, remedy);
    }

    static Judgement warning(String published, String remedy) {
        return new Judgement(State.WARNING, published, remedy);
    }

    static Judgement unknown(String why) {
        return new Judgement(State.UNKNOWN, why, "");
    }

    /** True if it works. */
    boolean good() {
        return state == State.RIGHT || state == State.WARNING;
    }

    /** True if nothing can be said. */
    boolean silent() {
        return state == State.UNKNOWN;
    }
}
