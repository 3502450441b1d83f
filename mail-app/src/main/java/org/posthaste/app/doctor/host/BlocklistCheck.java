package org.posthaste.app.doctor.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.dns.DnsAnswer;

/**
 * No public address of this host is on a block list (RFC 5782 §2). First each list is asked about the address that is
 * always listed (§5): a list that does not know it refuses our resolver, and then its silence means nothing.
 */
public final class BlocklistCheck implements Check {
    private static final String REMEDY_RESOLVER =
            "Lists refuse the resolvers of large providers, which ask for too many. Run a resolver on this host (apt"
                    + " install unbound); mail filters need it too.";

    /**
     * A list.
     *
     * @param six it lists IPv6 addresses as well
     * @param page where an address is taken off
     */
    private record Blocklist(String zone, boolean six, String page) {}

    /** What is known of the usual ones. */
    private static final List<Blocklist> KNOWN = List.of(
            new Blocklist("zen.spamhaus.org", true, "https://check.spamhaus.org/"),
            new Blocklist("bl.spamcop.net", false, "https://www.spamcop.net/bl.shtml"),
            new Blocklist("b.barracudacentral.org", false, "https://www.barracudacentral.org/lookups"),
            new Blocklist("psbl.surriel.com", false, "https://psbl.org/"));

    /** What a list says. */
    private enum Answer {
        LISTED,
        CLEAN,
        REFUSED,
        LIE,
        SILENT
    }

    @Override
    public String purpose() {
        return "Block lists";
    }

    @Override
    public Area area() {
        return Area.REPUTATION;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws InterruptedException {
        List<Blocklist> lists = around.config().doctor().blocklists().stream()
                .map(BlocklistCheck::list)
                .toList();
        if (around.addresses().isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), "no public address of this host is known"));
        }
        Map<Blocklist, CompletionStage<DnsAnswer<InetAddress>>> known = new LinkedHashMap<>();
        lists.forEach(list -> known.put(list, around.dns().addresses4("2.0.0.127." + list.zone)));
        List<Finding> findings = new ArrayList<>();
        for (Blocklist list : lists) {
            DnsAnswer<InetAddress> test = Answers.of(known.getOrDefault(
                    list, CompletableFuture.completedFuture(new DnsAnswer.TemporaryFailure<>("not asked"))));
            if (answer(test) == Answer.LISTED) {
                findings.addAll(addresses(list, around));
            } else {
                findings.add(unusable(list, test));
            }
        }
        return findings;
    }

    private static Blocklist list(String zone) {
        return KNOWN.stream()
                .filter(known -> known.zone.equals(zone))
                .findFirst()
                .orElseGet(() -> new Blocklist(zone, true, "see the web site of " + zone));
    }

    private Finding unusable(Blocklist list, DnsAnswer<InetAddress> test) {
        return switch (answer(test)) {
            case REFUSED -> Finding.warning(
                    area(), list.zone, "refuses this resolver (" + shown(test) + "); not asked", REMEDY_RESOLVER);
            case LIE -> Finding.warning(
                    area(),
                    list.zone,
                    "the resolver answers " + shown(test) + ", which no list says; not asked",
                    REMEDY_RESOLVER);
            case SILENT -> Finding.skipped(
                    area(), list.zone, "no answer: " + ((DnsAnswer.TemporaryFailure<InetAddress>) test).reason());
            default -> Finding.skipped(
                    area(), list.zone, "does not answer this resolver (it does not know its own test address)");
        };
    }

    private List<Finding> addresses(Blocklist list, Surroundings around) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : around.addresses()) {
            boolean four = address.getAddress().length == 4;
            if (four || list.six) {
                String name = reversed(address) + "." + list.zone;
                findings.add(finding(list, address, Answers.of(around.dns().addresses4(name)), around, name));
            }
        }
        return findings;
    }

    private Finding finding(
            Blocklist list, InetAddress address, DnsAnswer<InetAddress> answer, Surroundings around, String name)
            throws InterruptedException {
        String subject = list.zone + " " + address.getHostAddress();
        return switch (answer(answer)) {
            case CLEAN -> Finding.right(area(), subject, "not listed");
            case SILENT -> Finding.unknown(
                    area(), subject, ((DnsAnswer.TemporaryFailure<InetAddress>) answer).reason());
            case REFUSED, LIE -> Finding.warning(
                    area(), subject, "refuses this resolver (" + shown(answer) + ")", REMEDY_RESOLVER);
            case LISTED -> Finding.wrong(
                    area(),
                    subject,
                    "listed (" + shown(answer) + meaning(list, answer) + reason(around, name) + ")",
                    "Find out why and stop it, then have the address taken off: " + list.page
                            + (isPolicy(list, answer)
                                    ? " (The list holds home lines and such; the provider says that no mail server is"
                                            + " here.)"
                                    : ""));
        };
    }

    private static String reason(Surroundings around, String name) throws InterruptedException {
        return Answers.of(around.dns().txt(name)).records().stream()
                .findFirst()
                .map(text -> "; " + text.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(100, text.length())))
                .orElse("");
    }

    private static String meaning(Blocklist list, DnsAnswer<InetAddress> answer) {
        if (!list.zone.endsWith("spamhaus.org")) {
            return "";
        }
        return isPolicy(list, answer)
                ? ", PBL"
                : ", " + (codes(answer).stream().anyMatch(code -> code >= 4 && code <= 7) ? "XBL" : "SBL");
    }

    private static boolean isPolicy(Blocklist list, DnsAnswer<InetAddress> answer) {
        return list.zone.endsWith("spamhaus.org") && codes(answer).stream().allMatch(code -> code == 10 || code == 11);
    }

    private static List<Integer> codes(DnsAnswer<InetAddress> answer) {
        return answer.records().stream()
                .map(found -> found.getAddress()[3] & 0xff)
                .toList();
    }

    private static Answer answer(DnsAnswer<InetAddress> answer) {
        if (!answer.definite()) {
            return Answer.SILENT;
        }
        if (answer.records().isEmpty()) {
            return Answer.CLEAN;
        }
        boolean refused = false;
        for (InetAddress found : answer.records()) {
            byte[] octets = found.getAddress();
            if (octets[0] != 127) {
                return Answer.LIE;
            }
            refused |= octets[1] == (byte) 255;
        }
        return refused ? Answer.REFUSED : Answer.LISTED;
    }

    private static String shown(DnsAnswer<InetAddress> answer) {
        return String.join(
                ", ", answer.records().stream().map(InetAddress::getHostAddress).toList());
    }

    /** RFC 5782 §2.1, §2.4. */
    private static String reversed(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        if (octets.length == 4) {
            for (int i = 3; i >= 0; i--) {
                name.append(octets[i] & 0xff).append(i > 0 ? "." : "");
            }
            return name.toString();
        }
        String digits =
                new StringBuilder(HexFormat.of().formatHex(octets)).reverse().toString();
        return String.join(".", digits.split(""));
    }
}
