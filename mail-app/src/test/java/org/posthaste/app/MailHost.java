package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.posthaste.app.admin.AdminActions;
import org.posthaste.app.admin.Json;

/** The whole suite in this process, on free ports, with a data folder that goes away with it and the domain {@code example.org}. Thread-safe. */
final class MailHost implements AutoCloseable {
    static final String PASSWORD = "correct horse";

    private final TestFolder folder;
    private final ShutdownSequence ending;
    private final MailSuite suite;

    private MailHost(TestFolder folder, ShutdownSequence ending, MailSuite suite) {
        this.folder = folder;
        this.ending = ending;
        this.suite = suite;
    }

    static MailHost start() throws IOException {
        TestFolder folder = TestFolder.create(Files.createTempDirectory("posthaste-host"));
        DataFolder data = new DataFolder(folder.path());
        ShutdownSequence ending = new ShutdownSequence();
        MailSuite suite = MailSuite.start(SuiteConfig.load(data, Map.of()).value(), data, ending);
        MailHost host = new MailHost(folder, ending, suite);
        AdminActions.run("domain.add", suite.admin(), Json.object().put("domain", "example.org"));
        return host;
    }

    int port(String listener) {
        return folder.port(listener);
    }

    /** Adds a user with the password {@link #PASSWORD}. */
    void addUser(String address) {
        AdminActions.run(
                "user.add", suite.admin(), Json.object().put("address", address).put("password", PASSWORD));
    }

    @Override
    public void close() {
        ending.run();
        try (Stream<Path> files = Files.walk(folder.path())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
