package org.posthaste.smtp.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.net.SchedulerTimers;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.DeliveryTask;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RecipientResult;

/** Delivery from end to end on loopback addresses: a DNS in memory, peers that do what they are told. */
final class RelayRig implements AutoCloseable {
    static final String TEXT = "From: a@here.example\r\nSubject: t\r\n\r\nhello\r\n";

    final FakeDns dns = new FakeDns();
    final int port = freePort();
    private final SchedulerTimers timers = new SchedulerTimers("relay-test");
    private final List<AutoCloseable> closing = new ArrayList<>(List.of(timers));
    RelaySettings settings = RelaySettings.of("relay.here.example")
            .withPort(port)
            .withTimeouts(RelayTimeouts.all(Duration.ofSeconds(20)));
    TlsPolicySource policies = new OpportunisticTls();
    MessageOptions options = MessageOptions.NONE;
    RecipientOptions recipientOptions = RecipientOptions.NONE;
    String reversePath = "alice@here.example";
    String text = TEXT;
    CompletionStage<?> before = CompletableFuture.completedFuture(null);
    private long ids;

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer at an address. */
    TestPeer peer(String address, Conversation.Behaviour... behaviours) {
        TestPeer peer = new TestPeer(address, port, behaviours);
        closing.add(peer);
        return peer;
    }

    /** The only host of there.example, at 127.0.0.1. */
    TestPeer there(Conversation.Behaviour... behaviours) {
        dns.mx("there.example", 10, "mx.there.example").address("mx.there.example", "127.0.0.1");
        return peer("127.0.0.1", behaviours);
    }

    /** Time limits of a few hundred milliseconds. */
    RelayRig impatient() {
        settings = settings.withTimeouts(RelayTimeouts.all(Duration.ofMillis(400)));
        return this;
    }

    Courier courier() {
        return courier(RelayRoute.exchangers("there.example"));
    }

    Courier courier(RelayRoute route) {
        MxLookup lookup = new MxLookup(
                dns,
                new Ourselves() {
                    @Override
                    public boolean isOurName(String host) {
                        return host.equals("relay.here.example");
                    }

                    @Override
                    public boolean isOurAddress(InetAddress address) {
                        return false;
                    }
                },
                new AddressOrder(Optional::of),
                new Random(1));
        Courier courier = new RemoteDelivery(settings, lookup, policies, timers, Clock.systemUTC()).courier(route);
        closing.add(courier);
        return courier;
    }

    /** A message for these. */
    DeliveryTask task(String... recipients) {
        ByteSource octets = ByteSource.of(text.getBytes(StandardCharsets.ISO_8859_1));
        return task(octets, recipients);
    }

    DeliveryTask task(ByteSource octets, String... recipients) {
        QueuedMessage message =
                new QueuedMessage(++ids, "m" + ids, reversePath, options.toMap(), 0, Instant.now(), octets.size());
        List<QueuedRecipient> queued = new ArrayList<>();
        for (String recipient : recipients) {
            queued.add(new QueuedRecipient(
                    ++ids,
                    message,
                    AddressParser.mailbox(recipient).orElseThrow(),
                    "there.example",
                    recipientOptions.toMap(),
                    QueuedRecipient.State.WAITING,
                    0,
                    Instant.now(),
                    ""));
        }
        return new DeliveryTask(message, queued, octets, before);
    }

    /** Delivers to these over a new courier; results by local part, as {@code VERDICT code status}. */
    Map<String, String> deliver(String... recipients) {
        return outcomes(courier().deliver(task(recipients)));
    }

    /** The same of a single recipient. */
    RecipientResult deliver() {
        List<RecipientResult> results = courier().deliver(task("bob@there.example"));
        if (results.size() != 1) {
            throw new AssertionError("not one result: " + results);
        }
        return results.get(0);
    }

    static Map<String, String> outcomes(List<RecipientResult> results) {
        Map<String, String> outcomes = new java.util.TreeMap<>();
        results.forEach(result -> outcomes.put(
                result.recipient().address().localPart(),
                result.verdict() + " " + result.reply().code() + " "
                        + result.reply().status()));
        return outcomes;
    }

    @Override
    public void close() throws Exception {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }
}
