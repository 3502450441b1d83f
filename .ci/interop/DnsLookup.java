import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.dns.DnsSettings;
import org.posthaste.common.dns.DnsSettings.Dnssec;

/**
 * Asks with the server's resolver: java DnsLookup.java SERVER MODE ANCHORS|- (TYPE NAME)... One line each: what kind of
 * answer, secure or not, and the sorted records. With TYPE "bench N", N questions for names below NAME, 200 at once.
 */
public final class DnsLookup {
    public static void main(String[] words) throws Exception {
        InetSocketAddress server = DnsSettings.server(words[0]);
        DnsSettings settings = DnsSettings.defaults()
                .withServers(List.of(server))
                .withTimeout(Duration.ofSeconds(5))
                .withDnssec(Dnssec.valueOf(
                        words[1].toUpperCase(java.util.Locale.ROOT).replace('-', '_')));
        if (!words[2].equals("-")) {
            settings = settings.withTrustAnchors(Path.of(words[2]));
        }
        try (DnsClient dns = DnsClient.open(settings)) {
            for (int i = 3; i + 1 < words.length; i += 2) {
                if (words[i].startsWith("bench")) {
                    bench(dns, Integer.parseInt(words[i].substring(5)), words[i + 1]);
                } else {
                    System.out.println("= "
                            + text(ask(dns, words[i], words[i + 1])
                                    .toCompletableFuture()
                                    .join()));
                }
            }
        }
        System.exit(0);
    }

    private static CompletionStage<? extends DnsAnswer<?>> ask(DnsClient dns, String type, String name) {
        return switch (type) {
            case "MX" -> dns.mx(name);
            case "A" -> dns.addresses4(name);
            case "AAAA" -> dns.addresses6(name);
            case "TXT" -> dns.txt(name);
            case "TLSA" -> dns.tlsa(name);
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static String text(DnsAnswer<?> answer) {
        String kind = answer.getClass().getSimpleName() + (answer.secure() ? " secure" : " insecure");
        if (answer instanceof DnsAnswer.TemporaryFailure<?> failure) {
            return kind + " " + failure.reason();
        }
        StringBuilder text = new StringBuilder(kind);
        answer.records().stream()
                .map(record -> record instanceof InetAddress address ? address.getHostAddress() : record.toString())
                .sorted()
                .limit(5)
                .forEach(record -> text.append(' ').append(record));
        return answer.records().size() > 5 ? text + " (" + answer.records().size() + ")" : text.toString();
    }

    private static void bench(DnsClient dns, int count, String zone) throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            java.util.concurrent.Semaphore places = new java.util.concurrent.Semaphore(200);
            java.util.concurrent.atomic.AtomicInteger found = new java.util.concurrent.atomic.AtomicInteger();
            long cpu = cpu();
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                places.acquire();
                dns.addresses4("r" + round + "-" + i + "." + zone).thenAccept(answer -> {
                    found.addAndGet(answer.records().size());
                    places.release();
                });
            }
            places.acquire(200);
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "= %d found of %d, %.0f/s, %.0f us CPU each%n",
                    found.get(), count, count / seconds, (cpu() - cpu) / 1e3 / count);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
