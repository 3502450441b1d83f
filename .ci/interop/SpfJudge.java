import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.dns.DnsSettings;
import org.posthaste.smtp.verify.spf.SpfQuery;
import org.posthaste.smtp.verify.spf.SpfResult;
import org.posthaste.smtp.verify.spf.SpfVerifier;

/**
 * Judges with the server's SPF: java SpfJudge.java RESOLVER CASES. Each line of the file is an address, a HELO name and a
 * sender (or {@code <>}); one line each comes out: verdict, explanation in brackets.
 */
public final class SpfJudge {
    public static void main(String[] words) throws Exception {
        DnsSettings settings = DnsSettings.defaults()
                .withServers(List.of(DnsSettings.server(words[0])))
                .withTimeout(Duration.ofSeconds(5))
                .withDnssec(DnsSettings.Dnssec.OFF);
        SpfVerifier verifier = new SpfVerifier("receiver.test", Clock.systemUTC());
        try (DnsClient dns = DnsClient.open(settings)) {
            for (String line : Files.readAllLines(Path.of(words[1]))) {
                String[] parts = line.split(" ");
                int at = parts[2].lastIndexOf('@');
                Optional<MailAddress> sender = parts[2].equals("<>")
                        ? Optional.empty()
                        : Optional.of(
                                new MailAddress(parts[2].substring(0, Math.max(at, 0)), parts[2].substring(at + 1)));
                SpfResult result = verifier.check(new SpfQuery(InetAddress.getByName(parts[0]), parts[1], sender), dns)
                        .toCompletableFuture()
                        .join();
                System.out.println(result.verdict().text() + " [" + result.explanation() + "]");
                System.err.println(line + ": " + result);
            }
        }
        System.exit(0);
    }
}
