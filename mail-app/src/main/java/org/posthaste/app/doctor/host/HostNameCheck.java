package org.posthaste.app.doctor.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.dns.DnsAnswer;

/** The name this host says in EHLO exists and leads here (RFC 5321 §2.3.5). */
public final class HostNameCheck implements Check {
    @Override
    public String purpose() {
        return "The name of this host";
    }

    @Override
    public Area area() {
        return Area.ADDRESSES;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws InterruptedException {
        String name = around.config().hostname();
        String subject = "EHLO " + name;
        if (!name.contains(".") || name.endsWith(".localdomain") || name.endsWith(".local")) {
            return List.of(Finding.wrong(
                    area(),
                    subject,
                    "not a name in the DNS",
                    "Other hosts refuse mail from a host that calls itself so. Set hostname in posthaste.yaml to a name"
                            + " such as mail.example.org."));
        }
        DnsAnswer<InetAddress> four = Answers.of(around.dns().addresses4(name));
        DnsAnswer<InetAddress> six = Answers.of(around.dns().addresses6(name));
        List<InetAddress> found = new ArrayList<>(four.records());
        found.addAll(six.records());
        String shown = String.join(
                ", ", found.stream().map(InetAddress::getHostAddress).toList());
        if (found.isEmpty()) {
            return four.definite() && six.definite()
                    ? List.of(Finding.wrong(
                            area(), subject, "no address", "Publish the addresses of this host for this name."))
                    : List.of(Finding.unknown(area(), subject, "the DNS gives no answer"));
        }
        return around.addresses().stream().anyMatch(found::contains)
                ? List.of(Finding.right(area(), subject, shown))
                : List.of(Finding.wrong(
                        area(),
                        subject,
                        shown,
                        "The name leads to another host. Correct its addresses, or hostname in posthaste.yaml."));
    }
}
