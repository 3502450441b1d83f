package org.posthaste.app.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.dns.DnsAnswer;

/** The MTA-STS policy can be fetched as others fetch it (RFC 8461 §3.3): over HTTPS with a certificate of a known authority; and it names this host. */
final class PolicyCheck implements DomainCheck {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 8_000;
    private static final int LARGEST = 64 * 1024;

    @Override
    public String purpose() {
        return "MTA-STS policy of";
    }

    @Override
    public Area area() {
        return Area.TRANSPORT;
    }

    @Override
    public List<Finding> examine(String domain, Surroundings around) throws InterruptedException {
        String subject = purpose() + " " + domain;
        boolean wanted = around.records().apply(domain).stream()
                .map(ExpectedRecord::purpose)
                .anyMatch(Purpose.MTA_STS::equals);
        if (!wanted) {
            return List.of(Finding.skipped(area(), subject, "this server has none"));
        }
        if (around.status().isEmpty()) {
            return List.of(Finding.skipped(area(), subject, Surroundings.NO_SERVER));
        }
        String host = "mta-sts." + domain;
        DnsAnswer<InetAddress> four = Answers.of(around.dns().addresses4(host));
        DnsAnswer<InetAddress> found =
                four.records().isEmpty() ? Answers.of(around.dns().addresses6(host)) : four;
        if (found.records().isEmpty()) {
            return List.of(
                    four.definite() && found.definite()
                            ? Finding.skipped(area(), subject, host + " has no address yet")
                            : Finding.unknown(area(), subject, "the DNS gives no answer about " + host));
        }
        try {
            return List.of(judged(subject, fetch(host, found.records().get(0), around), around));
        } catch (SSLException e) {
            // No harm: others deliver as if there were no policy (RFC 8461 §5).
            return List.of(Finding.warning(
                    area(),
                    subject,
                    "no trust: " + e.getMessage(),
                    "Others fetch the policy only with a valid certificate for " + host
                            + ". Let an authority issue one (posthaste.yaml: acme)."));
        } catch (IOException e) {
            return List.of(Finding.wrong(
                    area(),
                    subject,
                    "cannot be fetched: " + e.getMessage(),
                    "Port 443 of " + host + " must lead to this server's HTTPS port, or to a proxy before it."));
        }
    }

    private Finding judged(String subject, String reply, Surroundings around) {
        int end = reply.indexOf("\r\n\r\n");
        String head = end < 0 ? reply : reply.substring(0, end);
        String status = head.lines().findFirst().orElse("");
        if (end < 0 || !status.matches("HTTP/1\\.[01] 200( .*)?")) {
            return Finding.wrong(
                    area(),
                    subject,
                    "the answer is \"" + status + "\"",
                    "Another web server answers. Let it pass /.well-known/mta-sts.txt of this name on to Posthaste.");
        }
        List<String[]> lines = reply.substring(end)
                .lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .toList();
        Map<String, String> first =
                lines.stream().collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (a, b) -> a));
        Stream<String> hosts = lines.stream()
                .filter(pair -> pair[0].strip().equals("mx"))
                .map(pair -> pair[1].strip().toLowerCase(Locale.ROOT));
        String ours = around.config().hostname();
        if (!"STSv1".equals(first.get("version"))) {
            return Finding.wrong(area(), subject, "what is served is no policy", "It must begin with version: STSv1.");
        }
        Optional<String> mode = Optional.ofNullable(first.get("mode"));
        boolean named = hosts.anyMatch(host -> host.equals(ours)
                || host.startsWith("*.")
                        && ours.substring(ours.indexOf('.') + 1).equals(host.substring(2)));
        return named
                ? Finding.right(area(), subject, "served, mode " + mode.orElse("?"))
                : Finding.wrong(
                        area(),
                        subject,
                        "it does not name " + ours,
                        "Others that obey it do not deliver here. It is not this server's policy: see who serves it.");
    }

    private static String fetch(String host, InetAddress address, Surroundings around) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, around.world().httpsPort()), CONNECT_MILLIS);
            plain.setSoTimeout(READ_MILLIS);
            try (SSLSocket socket = (SSLSocket) around.world()
                    .tls()
                    .createSocket(plain, host, around.world().httpsPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                socket.getOutputStream()
                        .write(("GET /.well-known/mta-sts.txt HTTP/1.0\r\nHost: " + host
                                        + "\r\nUser-Agent: Posthaste\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                return new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
            }
        }
    }
}
