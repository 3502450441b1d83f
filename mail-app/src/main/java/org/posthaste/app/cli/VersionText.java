package org.posthaste.app.cli;

import org.posthaste.app.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. Thread-safe. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "Posthaste " + Version.current(),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.home") + ")"
        };
    }
}
