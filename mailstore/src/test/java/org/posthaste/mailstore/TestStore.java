package org.posthaste.mailstore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.MailAddress;

/**
 * A real store for one test, in a folder that goes away with {@link #close}: domain {@code example.org} with the users {@code alice@example.org} and {@code bob@example.org}, whose password is
 * {@link TestStores#PASSWORD}.
 *
 * @param store the store
 * @param clock its time
 * @param alice a user
 * @param bob another user
 */
public record TestStore(MailStore store, MovableClock clock, Path folder, AccountId alice, AccountId bob)
        implements AutoCloseable {
    /** Domain of the users. */
    public static final String DOMAIN = "example.org";

    /** {@code alice@example.org}. */
    public static final MailAddress ALICE = new MailAddress("alice", DOMAIN);

    /** {@code bob@example.org}. */
    public static final MailAddress BOB = new MailAddress("bob", DOMAIN);

    /** Waits for a stage; a failure comes as the store's exception. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw StoreException.of(e);
        }
    }

    /** A mailbox that exists. */
    public Mailbox mailbox(AccountId account, String name) {
        return store.account(account).mailbox(new MailboxName(name)).orElseThrow();
    }

    /** Alice's INBOX. */
    public Mailbox inbox() {
        return mailbox(alice, "INBOX");
    }

    /** A message of these octets, one char each, ready to be handed over. */
    public IncomingMessage incoming(String message) {
        IncomingMessage incoming = store.incoming(Integer.MAX_VALUE);
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        incoming.write(octets, 0, octets.length);
        return incoming;
    }

    /** Appends a message and waits; returns its UID. */
    public int append(Mailbox mailbox, String message, String... flags) {
        return await(mailbox.append(
                        List.of(new Mailbox.NewMessage(incoming(message), Flags.of(flags), Optional.empty()))))
                .uids()
                .first(0);
    }

    /** Appends small messages with the subjects {@code 1}, {@code 2}, ... at once. */
    public UidSet appendMany(Mailbox mailbox, int count, String... flags) {
        List<Mailbox.NewMessage> messages = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            messages.add(new Mailbox.NewMessage(incoming(message("" + i)), Flags.of(flags), Optional.empty()));
        }
        return await(mailbox.append(messages)).uids();
    }

    /** Delivers a message to INBOXes and waits. */
    public DeliveryReceipt deliver(String message, AccountId... accounts) {
        List<Delivery.Target> targets = new ArrayList<>();
        for (AccountId account : accounts) {
            targets.add(new Delivery.Target(account, MailboxName.INBOX, Flags.NONE));
        }
        return await(store.deliver(new Delivery(incoming(message), new byte[0], targets, List.of())));
    }

    /** A small message with a subject. */
    public static String message(String subject) {
        return "From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: " + subject
                + "\r\nDate: Tue, 1 Sep 2026 10:00:00 +0200\r\nMessage-ID: <" + subject.hashCode()
                + "@example.org>\r\n\r\nText of " + subject + "\r\n";
    }

    /** A message's octets, one char each. */
    public static String text(Mailbox mailbox, MailboxSnapshot snapshot, int index) {
        try {
            return new String(mailbox.reader().octets(snapshot, index).toByteArray(), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        TestStores.delete(folder);
    }
}
