package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.queue.SendingLedger;
import org.posthaste.mailstore.queue.SendingLedger.Hour;

/** What a directory does: who gets mail for which address, and who may do what. */
public abstract class DirectoryContract {
    private TestStore test = open();
    private Directory directory = test.store().directory();

    /** A fresh store. */
    protected abstract TestStore open();

    /** Closes the store and opens it again. */
    protected abstract TestStore reopen(TestStore store);

    @AfterEach
    void end() {
        test.close();
    }

    private void reopen() {
        test = reopen(test);
        directory = test.store().directory();
    }

    private static MailAddress address(String text) {
        return TestStores.addresses(text).get(0);
    }

    private Resolution resolve(String text) {
        return directory.resolve(address(text));
    }

    private static Resolution found(AccountId... accounts) {
        return new Resolution.Found(List.of(accounts), List.of());
    }

    private static void assertRefused(Runnable action, StoreFailure failure) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .isEqualTo(failure));
    }

    @Test
    void addressesResolveInAnyCaseAndWithDetail() {
        assertThat(resolve("Alice@Example.ORG")).isEqualTo(found(test.alice()));
        assertThat(resolve("alice+lists@example.org")).isEqualTo(found(test.alice()));
        assertThat(resolve("carol@example.org")).isEqualTo(new Resolution.UnknownUser());
        assertThat(resolve("+x@example.org")).isEqualTo(new Resolution.UnknownUser());
        assertThat(resolve("alice@elsewhere.net")).isEqualTo(new Resolution.NotLocal());
    }

    @Test
    void newUserIsKnownAtOnceAndRemovedOneUnknown() {
        assertThat(resolve("carol@example.org")).isEqualTo(new Resolution.UnknownUser());
        AccountId carol = TestStores.addUser(test.store(), address("carol@example.org"));
        assertThat(resolve("carol@example.org")).isEqualTo(found(carol));
        directory.removeUser(address("carol@example.org"));
        assertThat(resolve("carol@example.org")).isEqualTo(new Resolution.UnknownUser());
        assertThat(directory.find("carol@example.org")).isEmpty();
        assertRefused(() -> test.store().account(carol).mailboxes(), StoreFailure.NOT_FOUND);
    }

    @Test
    void aliasesAreFollowedToAllTheirTargetsOnce() {
        directory.addAlias(address("team@example.org"), TestStores.addresses("alice@example.org", "all@example.org"));
        directory.addAlias(
                address("all@example.org"),
                TestStores.addresses("bob@example.org", "team@example.org", "friend@example.net"));
        assertThat(resolve("team@example.org"))
                .isEqualTo(new Resolution.Found(
                        List.of(test.alice(), test.bob()), TestStores.addresses("friend@example.net")));
        assertThat(resolve("TEAM+x@example.org")).isEqualTo(resolve("team@example.org"));
        reopen();
        assertThat(directory.aliases()).hasSize(2);
        directory.removeAlias(address("all@example.org"), TestStores.addresses("friend@example.net"));
        directory.removeAlias(address("team@example.org"), List.of());
        assertThat(resolve("all@example.org")).isEqualTo(found(test.bob()));
        assertThat(resolve("team@example.org")).isEqualTo(new Resolution.UnknownUser());
        assertRefused(() -> directory.removeAlias(address("team@example.org"), List.of()), StoreFailure.NOT_FOUND);
    }

    @Test
    void aliasThatOnlyLeadsToItselfIsNobody() {
        directory.addAlias(address("a@example.org"), TestStores.addresses("b@example.org"));
        directory.addAlias(address("b@example.org"), TestStores.addresses("a@example.org"));
        assertThat(resolve("a@example.org")).isEqualTo(new Resolution.UnknownUser());
    }

    private void forward(String user, boolean keeps, String... to) {
        directory.setPreferences(address(user), Preferences.NONE.withForward(TestStores.addresses(to), keeps));
    }

    @Test
    void aUsersMailGoesOnAndStaysIfWished() {
        forward("alice@example.org", false, "friend@example.net", "bob@example.org");
        assertThat(resolve("alice+x@example.org"))
                .isEqualTo(new Resolution.Found(List.of(test.bob()), TestStores.addresses("friend@example.net")));
        assertThat(directory.maySendAs(test.alice(), address("alice@example.org")))
                .isTrue();
        assertThat(directory.maySendAs(test.bob(), address("alice@example.org")))
                .isFalse();
        forward("alice@example.org", true, "friend@example.net");
        assertThat(resolve("alice@example.org"))
                .isEqualTo(new Resolution.Found(List.of(test.alice()), TestStores.addresses("friend@example.net")));
        reopen();
        assertThat(directory.preferences(test.alice()).keepsForwarded()).isTrue();
        forward("alice@example.org", false);
        assertThat(resolve("alice@example.org")).isEqualTo(found(test.alice()));
    }

    @Test
    void forwardingInACircleLosesNothing() {
        forward("alice@example.org", false, "bob@example.org");
        forward("bob@example.org", false, "alice@example.org");
        assertThat(resolve("alice@example.org")).isEqualTo(found(test.bob()));
        assertThat(resolve("bob@example.org")).isEqualTo(found(test.alice()));
        forward("bob@example.org", false, "nobody@example.org");
        assertThat(resolve("bob@example.org")).isEqualTo(found(test.bob()));
    }

    @Test
    void preferencesAreKept() {
        Preferences.SendLimits limits = new Preferences.SendLimits(
                OptionalInt.of(60), OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(200));
        Preferences wishes = Preferences.NONE
                .withForward(TestStores.addresses("\"odd one\"@example.net"), true)
                .withSaveSent(true)
                .withLimits(limits);
        directory.setPreferences(address("bob@example.org"), wishes);
        reopen();
        assertThat(directory.preferences(test.bob())).isEqualTo(wishes);
        assertThat(directory.preferences(test.alice())).isEqualTo(Preferences.NONE);
        assertRefused(() -> directory.setPreferences(address("carol@example.org"), wishes), StoreFailure.NOT_FOUND);
        String[] many = new String[21];
        java.util.Arrays.setAll(many, i -> "f" + i + "@example.net");
        assertRefused(() -> forward("bob@example.org", true, many), StoreFailure.LIMIT);
    }

    @Test
    void whatWasSentIsCountedByHoursAndRemembered() {
        SendingLedger ledger = test.store().sending();
        TestStore.await(ledger.record(List.of(new SendingLedger.Change(
                test.alice(),
                Map.of(100L, new Hour(3, 2, false), 101L, new Hour(1, 0, false)),
                List.of(7L, -8L),
                90))));
        TestStore.await(ledger.record(List.of(
                new SendingLedger.Change(test.alice(), Map.of(101L, new Hour(5, 1, true)), List.of(9L, 7L), 101))));
        assertThat(ledger.usage(test.alice(), 101).hours()).isEqualTo(Map.of(101L, new Hour(5, 1, true)));
        assertThat(ledger.usage(test.alice(), 0).hours()).containsOnlyKeys(101L);
        reopen();
        assertThat(test.store().sending().usage(test.alice(), 0).recipients()).containsExactlyInAnyOrder(7L, -8L, 9L);
        assertThat(test.store().sending().usage(test.bob(), 0).recipients()).isEmpty();
    }

    @Test
    void catchAllTakesWhatNobodyElseTakes() {
        directory.setCatchAll(TestStore.DOMAIN, Optional.of(address("bob@example.org")));
        assertThat(resolve("anything@example.org")).isEqualTo(found(test.bob()));
        assertThat(resolve("alice@example.org")).isEqualTo(found(test.alice()));
        assertThat(directory.domains().get(0).catchAll()).contains(address("bob@example.org"));
        directory.setCatchAll(TestStore.DOMAIN, Optional.empty());
        assertThat(resolve("anything@example.org")).isEqualTo(new Resolution.UnknownUser());
    }

    @Test
    void postmasterAndAbuseAlwaysReachSomebody() {
        assertThat(resolve("Postmaster@example.org")).isEqualTo(found(test.alice()));
        assertThat(resolve("abuse@example.org")).isEqualTo(found(test.alice()));
        directory.addAlias(address("postmaster@example.org"), TestStores.addresses("bob@example.org"));
        assertThat(resolve("postmaster@example.org")).isEqualTo(found(test.bob()));
    }

    @Test
    void usersMaySendAsThemselvesAndTheirAliasesOnly() {
        directory.addAlias(address("sales@example.org"), TestStores.addresses("alice@example.org"));
        directory.setCatchAll(TestStore.DOMAIN, Optional.of(address("alice@example.org")));
        assertThat(directory.maySendAs(test.alice(), address("alice@example.org")))
                .isTrue();
        assertThat(directory.maySendAs(test.alice(), address("alice+x@example.org")))
                .isTrue();
        assertThat(directory.maySendAs(test.alice(), address("Sales@example.org")))
                .isTrue();
        assertThat(directory.maySendAs(test.bob(), address("sales@example.org")))
                .isFalse();
        assertThat(directory.maySendAs(test.alice(), address("bob@example.org")))
                .isFalse();
        assertThat(directory.maySendAs(test.alice(), address("any@example.org")))
                .isFalse();
        assertThat(directory.maySendAs(test.alice(), address("alice@elsewhere.net")))
                .isFalse();
    }

    @Test
    void credentialsAreFoundByAddressInAnyCaseUnlessDisabled() {
        assertThat(directory.find("ALICE@example.org")).hasValueSatisfying(found -> {
            assertThat(found.user()).isEqualTo("alice@example.org");
            assertThat(found.accountId()).isEqualTo(test.alice().value());
            assertThat(found.passwordHash()).isEqualTo(TestStores.secrets().passwordHash());
            assertThat(found.scramSha256().orElseThrow().storedKey())
                    .isEqualTo(TestStores.secrets().scramSha256().storedKey());
            assertThat(found.scramSha1().orElseThrow().salt())
                    .isEqualTo(TestStores.secrets().scramSha1().salt());
        });
        directory.updateUser(TestStore.ALICE, Optional.empty(), Optional.empty(), Optional.of(false));
        assertThat(directory.find("alice@example.org")).isEmpty();
        assertThat(resolve("alice@example.org")).isEqualTo(found(test.alice()));
        assertThat(directory.find("nobody")).isEmpty();
    }

    @Test
    void usersKeepWhatIsSet() {
        directory.updateUser(TestStore.BOB, Optional.of("Bob B."), Optional.of(5_000L), Optional.of(false));
        for (int round = 0; round < 2; round++) {
            Directory.User bob = directory.user(TestStore.BOB).orElseThrow();
            assertThat(bob)
                    .isEqualTo(new Directory.User(test.bob(), TestStore.BOB, "Bob B.", 5_000, false, TestStores.START));
            assertThat(directory.user(test.bob())).contains(bob);
            assertThat(test.store().account(test.bob()).quota().limitOctets()).isEqualTo(5_000);
            assertThat(directory.users()).hasSize(2);
            reopen();
        }
    }

    @Test
    void takenAndUnknownNamesAreRefused() {
        assertRefused(() -> directory.addDomain("EXAMPLE.org"), StoreFailure.ALREADY_EXISTS);
        assertRefused(
                () -> TestStores.addUser(test.store(), address("ALICE@example.org")), StoreFailure.ALREADY_EXISTS);
        assertRefused(() -> TestStores.addUser(test.store(), address("x@example.net")), StoreFailure.NOT_FOUND);
        assertRefused(() -> directory.addAlias(TestStore.ALICE, List.of(TestStore.BOB)), StoreFailure.ALREADY_EXISTS);
        directory.addAlias(address("x@example.org"), List.of(TestStore.BOB));
        assertRefused(() -> TestStores.addUser(test.store(), address("x@example.org")), StoreFailure.ALREADY_EXISTS);
        assertRefused(
                () -> directory.setPassword(address("y@example.org"), TestStores.secrets()), StoreFailure.NOT_FOUND);
        assertRefused(() -> directory.removeUser(address("y@example.org")), StoreFailure.NOT_FOUND);
    }

    @Test
    void domainIsRemovedOnlyWhenEmpty() {
        directory.addDomain("Second.example");
        assertThat(directory.isLocalDomain("second.EXAMPLE")).isTrue();
        directory.addAlias(address("x@second.example"), List.of(TestStore.BOB));
        assertRefused(() -> directory.removeDomain("second.example"), StoreFailure.FORBIDDEN);
        assertRefused(() -> directory.removeDomain(TestStore.DOMAIN), StoreFailure.FORBIDDEN);
        directory.removeAlias(address("x@second.example"), List.of());
        directory.removeDomain("second.example");
        assertThat(directory.isLocalDomain("second.example")).isFalse();
        assertThat(directory.domains()).hasSize(1);
        assertRefused(() -> directory.removeDomain("second.example"), StoreFailure.NOT_FOUND);
    }
}
