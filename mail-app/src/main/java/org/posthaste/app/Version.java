package org.posthaste.app;

/** The version of this build. Thread-safe. */
public final class Version {
    private Version() {}

    /** Such as {@code 0.1.0}, from the jar's manifest; {@code development} outside a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
