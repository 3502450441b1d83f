package org.posthaste.app.doctor;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.RunningServer;
import org.posthaste.app.records.HostRecords;
import org.posthaste.app.records.RecordSource;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.mailstore.MailStore;

/**
 * Where examinations take place: makes the {@link Surroundings} anew for each, since addresses and keys change.
 * Thread-safe; blocks.
 *
 * @param dns asked for when it is needed first
 * @param server the running server, if this process is one
 */
public record Premises(
        SuiteConfig config,
        DataFolder folder,
        MailStore store,
        RecordSource records,
        Supplier<DnsClient> dns,
        Optional<RunningServer> server,
        Clock clock)
        implements Supplier<Surroundings> {
    private static final Duration LONGEST = Duration.ofSeconds(6);

    @Override
    public Surroundings get() {
        DnsClient client = dns.get();
        Duration timeout = config.dns().timeout();
        DnsInspector inspector = new DnsInspector(client::servers, timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST);
        HostRecords known = records.host();
        HostRecords host = known.addresses().isEmpty() ? known.withAddresses(published(client)) : known;
        List<InetAddress> addresses = new ArrayList<>(host.addresses());
        addresses.addAll(host.senders());
        return new Surroundings(
                config,
                folder,
                store,
                addresses,
                domain -> records.of(domain, host).records(),
                client,
                inspector,
                server.map(running -> running::status),
                Surroundings.World.standard(),
                clock);
    }

    /** Behind a router a host does not know its public addresses; its name does. */
    private List<InetAddress> published(DnsClient client) {
        try {
            List<InetAddress> found = new ArrayList<>(
                    Answers.of(client.addresses4(config.hostname())).records());
            found.addAll(Answers.of(client.addresses6(config.hostname())).records());
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
