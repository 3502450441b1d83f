package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.posthaste.app.HostFacts;
import org.posthaste.app.SuiteConfig;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.tls.CertificateInfo;

/** What quickstart says last: how to live with the first certificate, the DNS records that bring mail here, what to type next. Confined to the main thread. */
final class NextSteps {
    private NextSteps() {}

    static void print(PrintWriter out, SuiteConfig config, CertificateInfo certificate, MailAddress user) {
        if (certificate.selfSigned()) {
            out.println();
            out.println("The certificate is self-signed, so a mail program warns once. Accept it if it shows");
            out.println("  SHA-256 " + fingerprint(certificate.sha256()));
            out.println("or get one that is trusted: posthaste certificate acme (by ACME, such as Let's Encrypt), or");
            out.println("posthaste certificate import CERT KEY (your own).");
        }
        out.println();
        out.println("For mail from other hosts, the DNS of " + user.domain() + " needs at least:");
        Table records = new Table(user.domain() + ".", "MX", "10 " + config.hostname() + ".");
        for (InetAddress address : addresses()) {
            records.row(
                    config.hostname() + ".", address instanceof Inet4Address ? "A" : "AAAA", address.getHostAddress());
        }
        records.row(user.domain() + ".", "TXT", "\"v=spf1 mx -all\"");
        records.print(out, "  ");
        out.println("All that it should have, with the keys that prove your mail is yours: posthaste domain dns "
                + user.domain());
        if (config.portOffset() != 0) {
            out.println("Other hosts deliver to port 25 only: forward it to " + (25 + config.portOffset())
                    + ", or serve as root with portOffset 0.");
        }
        out.println();
        out.println("Next: posthaste domain dns " + user.domain() + " (then put the records into the DNS)");
        out.println("      posthaste doctor " + user.domain() + " (whether all is right)");
        out.println("      posthaste status");
        out.println("      posthaste user add NAME@" + user.domain());
        out.println();
    }

    /** In pairs with colons, as mail programs show it. */
    private static String fingerprint(String hexadecimal) {
        return hexadecimal.toUpperCase(Locale.ROOT).replace(":", "").replaceAll("(..)(?=.)", "$1:");
    }

    private static List<InetAddress> addresses() {
        List<InetAddress> ours = HostFacts.addresses();
        List<InetAddress> known =
                ours.stream().filter(address -> !address.isSiteLocalAddress()).toList();
        return known.isEmpty() ? ours : known;
    }
}
