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
            MovableClock clock = new MovableClock(START);
            JdbcMailStore store = JdbcMailStore.open(config(folder, clock, settings));
            store.directory().addDomain(TestStore.DOMAIN);
            AccountId alice = addUser(store, TestStore.ALICE);
            AccountId bob = addUser(store, TestStore.BOB);
            return new TestStore(store, clock, folder, alice, bob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same store, closed and opened again. */
    public static TestStore reopen(TestStore closed, UnaryOperator<StoreConfig> settings) {
        JdbcMailStore store = JdbcMailStore.open(config(closed.folder(), closed.clock(), settings));
        return new TestStore(store, closed.clock(), closed.folder(), closed.alice(), closed.bob());
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
