import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.dns.DnsSettings;
import org.posthaste.common.dns.DnsSettings.Dnssec;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.net.SchedulerTimers;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.DeliveryTask;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.relay.AddressOrder;
import org.posthaste.smtp.relay.MxLookup;
import org.posthaste.smtp.relay.Ourselves;
import org.posthaste.smtp.relay.RelayRoute;
import org.posthaste.smtp.relay.RelaySettings;
import org.posthaste.smtp.relay.RemoteDelivery;
import org.posthaste.smtp.relay.tls.RelayTls;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.sign.MessageSigner;

/**
 * Delivers one message to user@DOMAIN for each domain, with the server's own resolver, policies and client: java TlsDelivery.java SERVER ANCHORS PORT FOLDER DOMAIN... One line each:
 * verdict, reply code, policy, TLS version or "clear", and what was counted.
 */
public final class TlsDelivery {
    private static final Ourselves STRANGERS = new Ourselves() {
        @Override
        public boolean isOurName(String host) {
            return false;
        }

        @Override
        public boolean isOurAddress(InetAddress address) {
            return false;
        }
    };

    public static void main(String[] words) throws Exception {
        DnsSettings settings = DnsSettings.defaults()
                .withServers(List.of(DnsSettings.server(words[0])))
                .withTimeout(Duration.ofSeconds(5))
                .withDnssec(Dnssec.VALIDATE)
                .withTrustAnchors(Path.of(words[1]));
        MessageSigner signer = new MessageSigner(
                DomainKeys.open(Path.of(words[3]).resolve("dkim"), Clock.systemUTC()), Clock.systemUTC());
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (DnsClient dns = DnsClient.open(settings);
                MailStore store = JdbcMailStore.open(StoreConfig.of(Path.of(words[3])));
                RelayTls tls = RelayTls.start(new RelayTls.Foundation(
                        store, dns, scheduler, Clock.systemUTC(), "sender.example", signer, false))) {
            RemoteDelivery delivery = new RemoteDelivery(
                    RelaySettings.of("sender.example").withPort(Integer.parseInt(words[2])),
                    new MxLookup(dns, STRANGERS, AddressOrder.ofThisHost(), new Random()),
                    tls.policies(),
                    new SchedulerTimers("timers"),
                    Clock.systemUTC());
            for (int i = 4; i < words.length; i++) {
                String domain = words[i];
                RecipientResult result;
                try (Courier courier = delivery.courier(RelayRoute.exchangers(domain))) {
                    result = courier.deliver(task(domain, i)).get(0);
                }
                String protocol = result.facts().tls().isEmpty()
                        ? "clear"
                        : result.facts().tls().split(" ")[0];
                System.out.println("= " + domain + " " + result.verdict() + " "
                        + result.reply().code() + " " + result.facts().policy() + " " + protocol + " "
                        + counted(tls, domain));
                System.out.println("  " + result.reply().text());
            }
        }
        System.exit(0);
    }

    private static DeliveryTask task(String domain, long id) {
        byte[] text = ("From: sender@sender.example\r\nSubject: " + domain + "\r\n\r\nhello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        QueuedMessage message =
                new QueuedMessage(id, "m" + id, "sender@sender.example", Map.of(), 0, Instant.now(), text.length);
        QueuedRecipient recipient = new QueuedRecipient(
                id,
                message,
                new MailAddress("user", domain),
                domain,
                Map.of(),
                QueuedRecipient.State.WAITING,
                0,
                Instant.now(),
                "");
        return new DeliveryTask(
                message, List.of(recipient), ByteSource.of(text), CompletableFuture.completedFuture(null));
    }

    private static List<String> counted(RelayTls tls, String domain) throws InterruptedException {
        List<String> counted = new ArrayList<>();
        for (int i = 0; i < 50 && counted.isEmpty(); i++) {
            Thread.sleep(20);
            for (TlsTally tally : tls.tallies(domain, 1)) {
                String result = tally.kind().result().isEmpty()
                        ? "success"
                        : tally.kind().result();
                counted.add(tally.kind().policyType() + "/" + result);
            }
        }
        return counted;
    }
}
