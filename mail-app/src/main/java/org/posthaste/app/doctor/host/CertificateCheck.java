package org.posthaste.app.doctor.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;

/** The certificates in use are valid for the host and the names of each domain, for some time to come, and by an authority. */
public final class CertificateCheck implements Check {
    private static final long SOON_DAYS = 14;
    private static final long LATE_DAYS = 5;

    @Override
    public String purpose() {
        return "Certificates";
    }

    @Override
    public Area area() {
        return Area.CERTIFICATES;
    }

    @Override
    public List<Finding> examine(Surroundings around) {
        if (around.status().isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), Surroundings.NO_SERVER));
        }
        JsonNode certificates = around.status().get().get().path("certificates");
        Map<String, Boolean> names = new LinkedHashMap<>();
        names.put(around.config().hostname(), true);
        for (String domain : around.domains()) {
            for (String label : List.of("mta-sts.", "autoconfig.", "autodiscover.")) {
                names.put(label + domain, false);
            }
        }
        List<Finding> findings = new ArrayList<>();
        names.forEach((name, needed) -> findings.add(finding(name, needed, certificates)));
        return findings;
    }

    private Finding finding(String name, boolean needed, JsonNode certificates) {
        String subject = "Certificate for " + name;
        Optional<JsonNode> best = Optional.empty();
        for (JsonNode certificate : certificates) {
            if (covers(certificate, name) && (best.isEmpty() || better(certificate, best.get()))) {
                best = Optional.of(certificate);
            }
        }
        if (best.isEmpty()) {
            String remedy = "Get one with this name (posthaste.yaml: acme, or tls).";
            return needed
                    ? Finding.wrong(area(), subject, "none", remedy)
                    : Finding.warning(area(), subject, "none", remedy + " A proxy with one of its own is as good.");
        }
        return judged(subject, best.get(), needed);
    }

    private Finding judged(String subject, JsonNode certificate, boolean needed) {
        long days = certificate.path("daysLeft").asLong();
        String found = "valid for " + days + (days == 1 ? " day" : " days");
        if (certificate.path("selfSigned").asBoolean()) {
            return Finding.warning(
                    area(),
                    subject,
                    "self-signed",
                    needed
                            ? "Mail programs warn, and hosts that insist on a valid certificate do not deliver. Let an"
                                    + " authority issue one (posthaste.yaml: acme), or set your own (tls)."
                            : "Others take nothing from this name over HTTPS: no MTA-STS policy, no client settings.");
        }
        if (days < LATE_DAYS) {
            return Finding.wrong(
                    area(),
                    subject,
                    days < 0 ? "no longer valid" : found,
                    "It should have been renewed. See the log for why it was not.");
        }
        return days < SOON_DAYS
                ? Finding.warning(area(), subject, found, "Its renewal is late. See the log for why.")
                : Finding.right(area(), subject, found);
    }

    private static boolean better(JsonNode one, JsonNode other) {
        boolean own = one.path("selfSigned").asBoolean();
        return own == other.path("selfSigned").asBoolean()
                ? one.path("daysLeft").asLong() > other.path("daysLeft").asLong()
                : !own;
    }

    private static boolean covers(JsonNode certificate, String host) {
        for (JsonNode name : certificate.path("names")) {
            String text = name.asText();
            if (text.equals(host)
                    || text.startsWith("*.")
                            && host.indexOf('.') > 0
                            && host.substring(host.indexOf('.')).equals(text.substring(1))) {
                return true;
            }
        }
        return false;
    }
}
