package org.posthaste.mailstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.common.sasl.PasswordSecrets;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;

/** Makes stores for tests. */
public final class TestStores {
    /** Password of every user made here. */
    public static final String PASSWORD = "correct horse";

    /** When tests begin. */
    public static final Instant START = Instant.parse("2026-09-01T08:00:00Z");

    private static final PasswordSecrets SECRETS = new PasswordHasher(new SecureRandom()).secrets(PASSWORD);

    private TestStores() {}

    /** A store with two users. */
    public static TestStore open() {
        return open(config -> config);
    }

    /** A store with two users, opened with changed settings. */
    public static TestStore open(UnaryOperator<StoreConfig> settings) {
        try {
            Path folder = Files.createTempDirectory("posthaste-store");
            copy(Template.FOLDER, folder);
            MovableClock clock = new MovableClock(START);
            JdbcMailStore store = JdbcMailStore.open(config(folder, clock, settings));
            return new TestStore(store, clock, folder, Template.ALICE, Template.BOB);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A store made once, of which all others are copies: making its tables takes longer than most tests. */
    private static final class Template {
        private static final Path FOLDER;
        private static final AccountId ALICE;
        private static final AccountId BOB;

        static {
            try {
                FOLDER = Files.createTempDirectory("posthaste-template");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(FOLDER)));
            try (JdbcMailStore store = JdbcMailStore.open(config(FOLDER, new MovableClock(START), config -> config))) {
                store.directory().addDomain(TestStore.DOMAIN);
                ALICE = addUser(store, TestStore.ALICE);
                BOB = addUser(store, TestStore.BOB);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The same store, closed and opened again. */
    public static TestStore reopen(TestStore closed, UnaryOperator<StoreConfig> settings) {
        JdbcMailStore store = JdbcMailStore.open(config(closed.folder(), closed.clock(), settings));
        return new TestStore(store, closed.clock(), closed.folder(), closed.alice(), closed.bob());
    }

    /** What a store's folder would be found as if its process were killed now, opened; nobody may be changing anything. */
    public static TestStore killed(TestStore running, UnaryOperator<StoreConfig> settings) {
        try {
            Path folder = Files.createTempDirectory("posthaste-killed");
            copy(running.folder(), folder);
            JdbcMailStore store = JdbcMailStore.open(config(folder, running.clock(), settings));
            return new TestStore(store, running.clock(), folder, running.alice(), running.bob());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoreConfig config(Path folder, MovableClock clock, UnaryOperator<StoreConfig> settings) {
        StoreConfig plain = StoreConfig.of(folder)
                .withClock(clock)
                .withRetention(Duration.ofDays(14), Duration.ofDays(28))
                .withMemory(8 * 1024 * 1024, 1_000_000);
        return settings.apply(plain);
    }

    /** Adds a user of a domain that is known. */
    public static AccountId addUser(MailStore store, MailAddress address) {
        return store.directory().addUser(new Directory.NewUser(address, address.localPart(), 0, SECRETS));
    }

    /** What a user of these tests has for a password. */
    public static PasswordSecrets secrets() {
        return SECRETS;
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Addresses from text, for tests. */
    public static List<MailAddress> addresses(String... texts) {
        return Stream.of(texts)
                .map(text -> new MailAddress(
                        text.substring(0, text.lastIndexOf('@')), text.substring(text.lastIndexOf('@') + 1)))
                .toList();
    }
}
