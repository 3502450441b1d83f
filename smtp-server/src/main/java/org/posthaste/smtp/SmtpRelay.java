package org.posthaste.smtp;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.net.SchedulerTimers;
import org.posthaste.mailstore.MailStore;
import org.posthaste.smtp.queue.FailureReporter;
import org.posthaste.smtp.queue.QueueManager;
import org.posthaste.smtp.queue.QueueSettings;
import org.posthaste.smtp.relay.AddressOrder;
import org.posthaste.smtp.relay.MxLookup;
import org.posthaste.smtp.relay.Ourselves;
import org.posthaste.smtp.relay.RelayProbe;
import org.posthaste.smtp.relay.RelaySettings;
import org.posthaste.smtp.relay.RemoteDelivery;
import org.posthaste.smtp.relay.Routes;
import org.posthaste.smtp.relay.TlsPolicySource;

/** Sends what is queued to other hosts. Thread-safe. */
public final class SmtpRelay {
    private final QueueManager queue;
    private final SchedulerTimers timers;
    private final RemoteDelivery delivery;
    private final Routes routes;

    private SmtpRelay(QueueManager queue, SchedulerTimers timers, RemoteDelivery delivery, Routes routes) {
        this.queue = queue;
        this.timers = timers;
        this.delivery = delivery;
        this.routes = routes;
    }

    /**
     * What sending is built on; none of it is closed with it.
     *
     * @param store has the queue
     * @param dns finds the hosts
     * @param ourselves knows this server when it is found
     * @param tls says how well connections must be protected
     * @param reporter tells senders what became of their mail
     * @param clock the time
     */
    public record Foundation(
            MailStore store,
            DnsResolver dns,
            Ourselves ourselves,
            TlsPolicySource tls,
            FailureReporter reporter,
            Clock clock) {}

    /** Begins to send. To be called before anything can be queued; what waits from before is looked for in the background. */
    public static SmtpRelay start(RelaySettings relay, QueueSettings settings, Foundation foundation) {
        Random random = new Random();
        SchedulerTimers timers = new SchedulerTimers("queue-timer");
        MxLookup lookup = new MxLookup(foundation.dns(), foundation.ourselves(), AddressOrder.ofThisHost(), random);
        Routes routes = new Routes(foundation.store().queue().routes());
        RemoteDelivery delivery = new RemoteDelivery(relay, lookup, foundation.tls(), timers, foundation.clock());
        QueueManager queue = QueueManager.start(
                settings,
                new QueueManager.Foundation(
                        foundation.store().queue(),
                        routes,
                        delivery,
                        foundation.reporter(),
                        foundation.clock(),
                        timers,
                        random));
        return new SmtpRelay(queue, timers, delivery, routes);
    }

    /** What is being sent now. */
    public QueueManager.Activity activity() {
        return queue.activity();
    }

    /** Why nothing goes to a destination now, and when it is tried again, if its host was not there. */
    public Optional<QueueManager.FailingLane> failing(String destination) {
        return queue.failing(destination);
    }

    /** Goes the way to a domain without a message, and says what it meets; blocks, for a minute or two at worst. */
    public List<RelayProbe.Step> probe(String domain, Optional<MailAddress> recipient) {
        return delivery.probe(routes, domain, recipient);
    }

    /** Forgets which hosts were not there, so that what is due is tried now. */
    public void forgive() {
        queue.forgive();
    }

    /** Begins nothing more and lets what is under way finish within {@code grace}. Blocks. */
    public void close(Duration grace) {
        queue.close(grace);
        timers.close();
    }
}
