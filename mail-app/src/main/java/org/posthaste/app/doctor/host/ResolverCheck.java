package org.posthaste.app.doctor.host;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsSettings.Dnssec;
import org.posthaste.common.dns.DnsView;

/** The resolver answers, proves what it says by DNSSEC, and tells the truth about names that do not exist. */
public final class ResolverCheck implements Check {
    /** Reserved, so it never exists (RFC 6761 §6.4). */
    private static final String NOWHERE = "posthaste-doctor.invalid";

    @Override
    public String purpose() {
        return "The resolver";
    }

    @Override
    public Area area() {
        return Area.RESOLVER;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        DnsView root;
        try {
            root = Answers.value(around.inspector().ask(".", "NS"));
        } catch (java.util.concurrent.TimeoutException e) {
            return List.of(Finding.unknown(area(), purpose(), "no answer in time"));
        }
        if (!root.found()) {
            return List.of(Finding.wrong(
                    area(),
                    purpose(),
                    root.isFailure() ? root.reason() : "it does not know the root of the DNS",
                    "Without a working resolver mail neither comes nor goes. Install one on this host (apt install"
                            + " unbound), or name one in posthaste.yaml: dns.servers."));
        }
        findings.add(Finding.right(area(), purpose(), "answers"));
        findings.add(dnssec(around, root));
        findings.add(honesty(around));
        return findings;
    }

    private Finding dnssec(Surroundings around, DnsView root) {
        String subject = "DNSSEC";
        Dnssec mode = around.config().dns().dnssec();
        if (mode == Dnssec.OFF) {
            return Finding.warning(
                    area(),
                    subject,
                    "switched off (dns.dnssec)",
                    "DANE, the best protection of mail between hosts, is off with it. Set dns.dnssec to validate.");
        }
        if (mode == Dnssec.VALIDATE) {
            return Finding.right(area(), subject, "answers are checked here");
        }
        return root.validated()
                ? Finding.right(area(), subject, "the resolver checks answers")
                : Finding.warning(
                        area(),
                        subject,
                        "the resolver does not check answers",
                        "Without it TLS to hosts with DANE is not proved. Install a validating resolver on this host (apt"
                                + " install unbound), or set dns.dnssec to validate in posthaste.yaml.");
    }

    private Finding honesty(Surroundings around) throws InterruptedException {
        String subject = "Names that do not exist";
        DnsAnswer<java.net.InetAddress> answer = Answers.of(around.dns().addresses4(NOWHERE));
        if (answer instanceof DnsAnswer.Found<java.net.InetAddress> found) {
            return Finding.wrong(
                    area(),
                    subject,
                    "the resolver leads them to " + found.records().get(0).getHostAddress(),
                    "Mail to mistyped domains goes astray, and every block list seems to list everybody. Use another"
                            + " resolver.");
        }
        return answer.definite()
                ? Finding.right(area(), subject, "are said not to exist")
                : Finding.unknown(area(), subject, ((DnsAnswer.TemporaryFailure<?>) answer).reason());
    }
}
