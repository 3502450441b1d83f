package org.posthaste.smtp.relay.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Compares the names a certificate is for with those it should be for (RFC 9525 §6, RFC 7672 §3.2.3). Pure. */
final class CertificateNames {
    private static final int DNS_ID = 2;

    private CertificateNames() {}

    /**
     * True if the certificate is for one of these names, in lower case A-labels.
     *
     * @param commonName a certificate without any DNS-ID is compared by its common name, which DANE still knows (RFC 7672 §3.2.3) and others do not any more (RFC 9525 §2)
     */
    static boolean match(X509Certificate certificate, List<String> names, boolean commonName) {
        List<String> presented = dnsIds(certificate);
        if (presented.isEmpty() && commonName) {
            presented = commonName(certificate).map(List::of).orElse(List.of());
        }
        return presented.stream().anyMatch(id -> names.stream().anyMatch(name -> matches(id, name)));
    }

    /** The DNS-IDs, for people. */
    static List<String> dnsIds(X509Certificate certificate) {
        List<String> ids = new ArrayList<>();
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                for (List<?> name : certificate.getSubjectAlternativeNames()) {
                    if (name.get(0) instanceof Integer type && type == DNS_ID && name.get(1) instanceof String id) {
                        ids.add(id);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return ids;
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            // The most specific one is the last of the list.
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")) {
                    return Optional.of(String.valueOf(parts.get(i).getValue()));
                }
            }
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** A wildcard is the whole first label and stands for one label (RFC 9525 §6.3, RFC 8461 §4.1). */
    static boolean matches(String presented, String name) {
        String id = presented.toLowerCase(Locale.ROOT);
        if (id.endsWith(".")) {
            id = id.substring(0, id.length() - 1);
        }
        if (!id.startsWith("*.")) {
            return !id.isEmpty() && id.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && id.length() > 2 && name.substring(dot).equals(id.substring(1));
    }
}
