package org.posthaste.app.acme;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthaste.app.AcmeConfig;
import org.posthaste.common.tls.KeyPairFile.Kind;

/**
 * A certificate that is renewed again and again. A value.
 *
 * @param stem beginning of its files' names
 * @param names those wanted in it, the most important first
 * @param kind of its key
 * @param host true if it is for the host itself, whose key the DNS promises to other mail servers
 */
record Lineage(String stem, List<String> names, Kind kind, boolean host) {
    /** What each domain has of its own: MTA-STS policy (RFC 8461 §3.2) and settings for mail programs. */
    static final List<String> SERVICES = List.of("mta-sts", "autoconfig", "autodiscover");

    Lineage {
        names = List.copyOf(names);
    }

    /**
     * All that are wanted: the host's own name alone, so that nothing else can come in its way; then for each domain its
     * services and further names below it; then each further name elsewhere.
     */
    static List<Lineage> wanted(String hostname, List<String> domains, AcmeConfig config) {
        List<Lineage> all = new ArrayList<>();
        Set<String> taken = new LinkedHashSet<>();
        if (AcmeConfig.isName(hostname)) {
            all.add(new Lineage("host." + hostname, List.of(hostname), Kind.EC, true));
            if (config.rsa()) {
                all.add(new Lineage("host-rsa." + hostname, List.of(hostname), Kind.RSA, true));
            }
            taken.add(hostname);
        }
        Map<String, List<String>> further = new LinkedHashMap<>();
        for (String name : config.names()) {
            String domain = domains.stream()
                    .filter(candidate -> name.equals(candidate) || name.endsWith("." + candidate))
                    .findFirst()
                    .orElse("");
            further.computeIfAbsent(domain, none -> new ArrayList<>()).add(name);
        }
        for (String domain : domains) {
            List<String> names = new ArrayList<>();
            SERVICES.forEach(service -> names.add(service + "." + domain));
            names.addAll(further.getOrDefault(domain, List.of()));
            names.removeIf(name -> !AcmeConfig.isName(name) || !taken.add(name));
            if (!names.isEmpty()) {
                all.add(new Lineage("domain." + domain, names, Kind.EC, false));
            }
        }
        for (String name : further.getOrDefault("", List.of())) {
            if (taken.add(name)) {
                all.add(new Lineage("name." + name, List.of(name), Kind.EC, false));
            }
        }
        return all;
    }

    /** Where key and chain lie. */
    Path file(Path folder) {
        return folder.resolve(stem + ".pem");
    }

    /** Where the key lies that the next certificate is made for, if it is not to be the old one. */
    Path nextKey(Path folder) {
        return folder.resolve(stem + ".next-key");
    }

    /** Where is written what was tried and what comes next. */
    Path state(Path folder) {
        return folder.resolve(stem + ".json");
    }
}
