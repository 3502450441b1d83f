package org.posthaste.app.doctor;

/**
 * How one thing is. A value.
 *
 * @param subject what was examined, such as {@code MX example.org}; the same in every examination
 * @param required false for what helps and is not missed by everybody
 * @param published what was found; why it is not known or was skipped
 * @param expected what should be; empty if that goes without saying
 * @param remedy how to mend it; empty if there is nothing to mend
 */
public record Finding(
        Area area, String subject, State state, boolean required, String published, String expected, String remedy) {
    /** All is well. */
    public static Finding right(Area area, String subject, String found) {
        return new Finding(area, subject, State.RIGHT, true, found, "", "");
    }

    /** Something is wrong. */
    public static Finding wrong(Area area, String subject, String found, String remedy) {
        return new Finding(area, subject, State.WRONG, true, found, "", remedy);
    }

    /** Something could be better. */
    public static Finding warning(Area area, String subject, String found, String remedy) {
        return new Finding(area, subject, State.WARNING, true, found, "", remedy);
    }

    /** Nobody knows. */
    public static Finding unknown(Area area, String subject, String why) {
        return new Finding(area, subject, State.UNKNOWN, true, why, "", "");
    }

    /** It was not examined. */
    public static Finding skipped(Area area, String subject, String why) {
        return new Finding(area, subject, State.SKIPPED, true, why, "", "");
    }

    /** Tells it from other findings, whatever its state. */
    public String key() {
        return area.word() + " " + subject;
    }

    /** True if mail suffers: what makes an examination fail. */
    public boolean bad() {
        return state == State.WRONG || state == State.MISSING && required;
    }

    /** True if nothing is known. */
    public boolean unsure() {
        return state == State.UNKNOWN || state == State.SKIPPED;
    }
}
