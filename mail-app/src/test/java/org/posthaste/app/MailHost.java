package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.posthaste.app.admin.AdminActions;
import org.posthaste.app.admin.Json;
import org.posthaste.mailstore.MailStore;

/** The whole suite in this process, on free ports, with a data folder that goes away with it and a domain, {@code example.org} unless said otherwise. Confined to one thread, but for the ports. */
final class MailHost implements AutoCloseable {
    static final String PASSWORD = "correct horse";

    private final TestFolder folder;
    private ShutdownSequence ending = new ShutdownSequence();
    private MailSuite suite;

    private MailHost(TestFolder folder) {
        this.folder = folder;
        this.suite = startSuite();
    }

    static MailHost start() throws IOException {
        return start("");
    }

    /** A host with more in its configuration than the least. */
    static MailHost start(String configuration) throws IOException {
        return start(configuration, "example.org");
    }

    /** A host of another domain. */
    static MailHost start(String configuration, String domain) throws IOException {
        TestFolder folder = TestFolder.create(Files.createTempDirectory("posthaste-host"), domain);
        Files.writeString(folder.path().resolve("posthaste.yaml"), configuration, StandardOpenOption.APPEND);
        MailHost host = new MailHost(folder);
        AdminActions.run("domain.add", host.suite.admin(), Json.object().put("domain", domain));
        return host;
    }

    private MailSuite startSuite() {
        DataFolder data = new DataFolder(folder.path());
        return MailSuite.start(SuiteConfig.load(data, Map.of()).value(), data, ending);
    }

    /** Ends the suite in good order and starts it again. */
    void restart() {
        ending.run();
        ending = new ShutdownSequence();
        suite = startSuite();
    }

    MailStore store() {
        return suite.admin().store();
    }

    int port(String listener) {
        return folder.port(listener);
    }

    /** Adds a user with the password {@link #PASSWORD}. */
    void addUser(String address) {
        AdminActions.run(
                "user.add", suite.admin(), Json.object().put("address", address).put("password", PASSWORD));
    }

    /** Makes an alias. */
    void alias(String address, String target) {
        AdminActions.run(
                "alias.add",
                suite.admin(),
                Json.object().put("alias", address).set("targets", Json.array().add(target)));
    }

    /** Limits what a user may store. */
    void quota(String address, long octets) {
        AdminActions.run(
                "user.set", suite.admin(), Json.object().put("address", address).put("quota", octets));
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
