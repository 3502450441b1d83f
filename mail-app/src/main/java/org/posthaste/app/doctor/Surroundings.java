package org.posthaste.app.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailStore;

/**
 * What an examination looks at. Thread-safe.
 *
 * @param addresses of this host as others see it
 * @param records what should be published for a domain
 * @param status what the running server says of itself, if this process is one
 * @param world how others are reached, and we by them
 */
public record Surroundings(
        SuiteConfig config,
        DataFolder folder,
        MailStore store,
        List<InetAddress> addresses,
        Function<String, List<ExpectedRecord>> records,
        DnsResolver dns,
        DnsInspector inspector,
        Optional<Supplier<ObjectNode>> status,
        World world,
        Clock clock) {
    public Surroundings {
        addresses = List.copyOf(addresses);
    }

    /**
     * Ports and trust of the world outside; others than the standard ones in tests only.
     *
     * @param smtpPort where other hosts deliver
     * @param httpsPort where other hosts fetch policies
     * @param ntpPort where time servers answer
     * @param tls trusts the public authorities
     */
    public record World(int smtpPort, int httpsPort, int ntpPort, SSLSocketFactory tls) {
        /** The world as it is. */
        public static World standard() {
            return new World(25, 443, 123, (SSLSocketFactory) SSLSocketFactory.getDefault());
        }
    }

    /** The domains whose mail is received here. */
    public List<String> domains() {
        return store.directory().domains().stream().map(Directory.Domain::name).toList();
    }

    /** Why checks that need the server cannot be made without one. */
    public static final String NO_SERVER = "no server runs on this data folder";
}
