package org.posthaste.app.doctor.host;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.MxRecord;

/**
 * Port 25 of other hosts can be reached, which providers of cloud hosts often prevent. The best exchanger of two large
 * domains is connected to, and left with QUIT.
 */
public final class OutboundCheck implements Check {
    private static final List<String> LARGE = List.of("gmail.com", "outlook.com");

    @Override
    public String purpose() {
        return "Port 25 of other hosts";
    }

    @Override
    public Area area() {
        return Area.REACHABILITY;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws InterruptedException {
        boolean throughOthers = around.store().queue().routes().all().stream()
                .anyMatch(rule -> rule.pattern().equals("*")
                        && !rule.options().getOrDefault("via", "mx").equals("mx"));
        if (throughOthers) {
            return List.of(Finding.skipped(area(), purpose(), "all mail leaves through another host (relay list)"));
        }
        String problem = "";
        for (String domain : LARGE) {
            DnsAnswer<MxRecord> exchangers = Answers.of(around.dns().mx(domain));
            String host = exchangers.records().stream()
                    .filter(exchanger -> !exchanger.isNull())
                    .min(Comparator.comparingInt(MxRecord::preference))
                    .map(MxRecord::exchange)
                    .orElse("");
            List<InetAddress> addresses = host.isEmpty()
                    ? List.of()
                    : Answers.of(around.dns().addresses4(host)).records();
            if (addresses.isEmpty()) {
                continue;
            }
            try (Dialogue dialogue =
                    new Dialogue(addresses.get(0), around.world().smtpPort())) {
                dialogue.reply();
                dialogue.say("QUIT");
                return List.of(Finding.right(area(), purpose(), host + " answers"));
            } catch (IOException e) {
                problem = host + " [" + addresses.get(0).getHostAddress() + "]: " + e.getMessage();
            }
        }
        return List.of(
                problem.isEmpty()
                        ? Finding.skipped(
                                area(),
                                purpose(),
                                "the DNS knows none of " + String.join(", ", LARGE) + ": no network?")
                        : Finding.wrong(
                                area(),
                                purpose(),
                                problem,
                                "No mail leaves this host. Providers often block port 25 until they are asked to open"
                                        + " it; otherwise send through their host: posthaste relay set '*' --via"
                                        + " HOST:587 --user NAME --password-stdin."));
    }
}
