package org.posthaste.app;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.records.HostRecords.DmarcPolicy;
import org.posthaste.app.records.MtaStsPolicyText;

/**
 * What the DNS is to say of us: {@code posthaste domain dns} prints it.
 *
 * @param addresses under which others reach this host; empty: those of its interfaces that are not private
 * @param mtaSts how others take it if this host does not prove itself: {@code enforce}, {@code testing}, {@code none}
 * @param dmarc what others do with mail that only claims to be ours: {@code none}, {@code quarantine}, {@code reject}
 * @param authorities who may issue certificates for us, by the names CAA records have; empty: no such record
 */
public record PublishConfig(
        List<String> addresses, MtaStsPolicyText.Mode mtaSts, DmarcPolicy dmarc, List<String> authorities) {
    public PublishConfig {
        addresses = List.copyOf(addresses);
        addresses(addresses);
        for (String authority : authorities) {
            if (!authority.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+")) {
                throw new IllegalArgumentException(
                        "publish: authorities: \"" + authority + "\" is not a name such as letsencrypt.org");
            }
        }
        authorities = List.copyOf(authorities);
    }

    static PublishConfig defaults() {
        return new PublishConfig(
                List.of(), MtaStsPolicyText.Mode.ENFORCE, DmarcPolicy.QUARANTINE, List.of("letsencrypt.org"));
    }

    /** The addresses that are set. */
    public List<InetAddress> publicAddresses() {
        return addresses(addresses);
    }

    private static List<InetAddress> addresses(List<String> texts) {
        List<InetAddress> found = new ArrayList<>();
        for (String text : texts) {
            try {
                found.add(HostFacts.numeric(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("publish: addresses: " + e.getMessage(), e);
            }
        }
        return found;
    }
}
