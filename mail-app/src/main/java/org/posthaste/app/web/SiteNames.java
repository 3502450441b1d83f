package org.posthaste.app.web;

import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.posthaste.app.web.SiteName.Kind;

/** The names this site answers for: those of each local domain at the moment of asking, so a new domain needs no restart. Thread-safe. */
final class SiteNames {
    private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?\\.?");
    private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");
    private static final Map<String, Kind> PREFIXES =
            Map.of("autoconfig", Kind.AUTOCONFIG, "autodiscover", Kind.AUTODISCOVER, "mta-sts", Kind.MTA_STS);

    private final String hostname;
    private final Predicate<String> localDomain;

    SiteNames(String hostname, Predicate<String> localDomain) {
        this.hostname = hostname.toLowerCase(Locale.ROOT);
        this.localDomain = localDomain;
    }

    /** Looks a name up as it stands in a Host field, with or without a port. */
    SiteName find(String field) {
        String host = PORT.matcher(field.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
        if (!HOST.matcher(host).matches()) {
            return new SiteName("", Kind.STRANGE, "");
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (localDomain.test(host)) {
            return new SiteName(host, Kind.DOMAIN, host);
        }
        int dot = host.indexOf('.');
        Kind kind = dot < 0 ? null : PREFIXES.get(host.substring(0, dot));
        if (kind != null && localDomain.test(host.substring(dot + 1))) {
            return new SiteName(host, kind, host.substring(dot + 1));
        }
        return new SiteName(host, host.equals(hostname) ? Kind.HOST : Kind.STRANGE, "");
    }

    /** True for a domain whose mail is received here. */
    boolean isLocal(String domain) {
        return localDomain.test(domain.toLowerCase(Locale.ROOT));
    }
}
