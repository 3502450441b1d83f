package org.posthaste.app.doctor.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.smtp.verify.iprev.Iprev;

/** Each address has a name that leads back to it (FCrDNS, RFC 8601 §3), and the name is the host's own. */
public final class ReverseNameCheck implements Check {
    private static final Pattern GENERIC = Pattern.compile(
            "(?i)(^|[.-])(dynamic|dyn|dhcp|dsl|adsl|pool|ppp|cable|cust|customer|clients?|static|unassigned|ip)[0-9]*[.-]");

    @Override
    public String purpose() {
        return "Reverse names";
    }

    @Override
    public Area area() {
        return Area.ADDRESSES;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : around.addresses()) {
            findings.add(finding(address, around));
        }
        return findings.isEmpty()
                ? List.of(Finding.skipped(area(), purpose(), "no public address of this host is known"))
                : findings;
    }

    private Finding finding(InetAddress address, Surroundings around) throws InterruptedException {
        String subject = "PTR " + address.getHostAddress();
        String host = around.config().hostname();
        DnsAnswer<String> answer = Answers.of(around.dns().ptr(address));
        if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
            return Finding.unknown(area(), subject, failure.reason());
        }
        String ask = "Ask whoever gave you the address to name it " + host
                + " (in the control panel of a hosting provider: \"reverse DNS\" or \"PTR\").";
        if (answer.records().isEmpty()) {
            return new Finding(
                    area(),
                    subject,
                    org.posthaste.app.doctor.State.MISSING,
                    true,
                    "nothing",
                    host,
                    ask
                            + (address.getAddress().length == 16
                                    ? " Until then Google and others refuse what comes over IPv6."
                                    : " Many hosts refuse mail from an address without a name."));
        }
        return named(address, around, subject, answer.records(), ask);
    }

    private Finding named(InetAddress address, Surroundings around, String subject, List<String> names, String ask)
            throws InterruptedException {
        String host = around.config().hostname();
        String shown = String.join(", ", names);
        DnsAnswer<InetAddress> forward =
                Answers.of(Iprev.check(address, around.dns()).thenApply(result -> switch (result.verdict()) {
                    case PASS -> new DnsAnswer.Found<>(
                            List.of(address),
                            false,
                            java.time.Duration.ZERO,
                            result.name().orElse(""));
                    case TEMPERROR -> new DnsAnswer.TemporaryFailure<>("the DNS gives no answer");
                    default -> new DnsAnswer.NoData<>(false);
                }));
        if (!forward.definite()) {
            return Finding.unknown(area(), subject, shown + ", and whether it leads back is not known");
        }
        if (forward.records().isEmpty()) {
            return Finding.wrong(
                    area(), subject, shown + ", which does not lead back to " + address.getHostAddress(), ask);
        }
        if (names.contains(host)) {
            return Finding.right(area(), subject, shown);
        }
        return names.stream().anyMatch(name -> isGeneric(name, address))
                ? Finding.warning(
                        area(),
                        subject,
                        shown + " (a name as providers give to everybody)",
                        ask + " Names like this look like a home line and cost trust.")
                : Finding.warning(area(), subject, shown, ask + " It leads back, which is enough for most.");
    }

    /** Holds the address, or words of home lines. */
    static boolean isGeneric(String name, InetAddress address) {
        if (GENERIC.matcher(name).find()) {
            return true;
        }
        byte[] octets = address.getAddress();
        if (octets.length != 4) {
            return name.replaceAll("[.-]", "")
                    .contains(java.util.HexFormat.of().formatHex(octets).substring(16));
        }
        String digits = name.replaceAll("[^0-9]+", " ");
        String last = (octets[2] & 0xff) + " " + (octets[3] & 0xff);
        String first = (octets[3] & 0xff) + " " + (octets[2] & 0xff);
        return (" " + digits + " ").contains(" " + last + " ") || (" " + digits + " ").contains(" " + first + " ");
    }
}
