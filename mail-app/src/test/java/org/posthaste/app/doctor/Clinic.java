package org.posthaste.app.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.DnsSettings;
import org.posthaste.common.dns.ZoneServer;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;

/** A world for examinations: two name servers of example.org, the first of them the resolver too, and a store. */
public final class Clinic implements AutoCloseable {
    public final ZoneServer first;
    public final ZoneServer second;
    private final Path folder;
    private final MailStore store;
    private final DnsClient client;
    private final DnsInspector inspector;
    private final List<ExpectedRecord> expected = new ArrayList<>();
    private List<InetAddress> addresses = List.of();
    private Optional<Supplier<ObjectNode>> status = Optional.empty();
    private Optional<DnsResolver> dns = Optional.empty();
    private Surroundings.World world =
            new Surroundings.World(25, 443, 123, (SSLSocketFactory) SSLSocketFactory.getDefault());
    private String configuration = "hostname: mail.example.org\n";

    /** A world whose data folder is this one. */
    public Clinic(Path folder) throws IOException {
        this.folder = folder;
        first = ZoneServer.start();
        second = ZoneServer.beside(first, "127.0.0.2");
        both(
                "example.org. 300 IN SOA ns1.example.org. admin.example.org. 1 3600 600 86400 60",
                "example.org. 300 IN NS ns1.example.org.",
                "example.org. 300 IN NS ns2.example.org.",
                "ns1.example.org. 300 IN A 127.0.0.1",
                "ns2.example.org. 300 IN A 127.0.0.2");
        store = JdbcMailStore.open(StoreConfig.of(folder.resolve("store")));
        store.directory().addDomain("example.org");
        DnsSettings settings =
                DnsSettings.defaults().withServers(List.of(first.address())).withTimeout(Duration.ofMillis(1200));
        client = DnsClient.open(settings);
        inspector = new DnsInspector(client::servers, Duration.ofMillis(900));
        addresses("192.0.2.1");
    }

    /** Adds records to both servers. */
    public Clinic both(String... lines) {
        first.add(lines);
        second.add(lines);
        return this;
    }

    /** Expects a record. */
    public Clinic expect(String name, String type, String value, Purpose purpose) {
        expected.add(new ExpectedRecord(name, type, 300, value, purpose, true, "Because."));
        return this;
    }

    /** The addresses of this host. */
    public Clinic addresses(String... texts) {
        addresses = Arrays.stream(texts).map(Clinic::address).toList();
        return this;
    }

    /** Another address. */
    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** A running server that says this of itself. */
    public Clinic server(ObjectNode said) {
        status = Optional.of(() -> said);
        return this;
    }

    /** Another DNS. */
    public Clinic dns(DnsResolver other) {
        dns = Optional.of(other);
        return this;
    }

    /** Other ports. */
    public Clinic world(int smtpPort, int httpsPort, int ntpPort, SSLSocketFactory tls) {
        world = new Surroundings.World(smtpPort, httpsPort, ntpPort, tls);
        return this;
    }

    /** Another configuration. */
    public Clinic configuration(String yaml) {
        configuration = yaml;
        return this;
    }

    /** The store. */
    public MailStore store() {
        return store;
    }

    /** What an examination works on now. */
    public Surroundings surroundings() {
        try {
            Files.writeString(folder.resolve("posthaste.yaml"), configuration);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        DataFolder data = new DataFolder(folder);
        return new Surroundings(
                SuiteConfig.load(data, Map.of()).value(),
                data,
                store,
                addresses,
                domain -> List.copyOf(expected),
                dns.orElse(client),
                inspector,
                status,
                world,
                Clock.systemUTC());
    }

    @Override
    public void close() {
        store.close();
        client.close();
        first.close();
        second.close();
    }
}
