package org.posthaste.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.net.AddressRange;
import org.posthaste.smtp.session.SmtpConfig.Verification;

/**
 * Finding out who really sent the mail that comes in.
 *
 * @param authservId our name in the header field that says what was found (Authentication-Results); empty: the hostname
 * @param enforceDmarc refuse or file as junk what its author's domain wants so; false: say it in the header only
 * @param trustedForwarders domains whose word on mail they forward counts, if it is sealed (ARC) by them
 * @param exempt networks (CIDR) whose mail is not verified, such as a filter in front of this server
 */
public record VerifyConfig(
        Optional<String> authservId, boolean enforceDmarc, List<String> trustedForwarders, List<String> exempt) {
    public VerifyConfig {
        if (authservId.isPresent() && AddressParser.domain(authservId.get()).isEmpty()) {
            throw new IllegalArgumentException("verify: authservId is not a host name such as mail.example.org");
        }
        trustedForwarders = List.copyOf(trustedForwarders);
        trustedForwarders.forEach(VerifyConfig::canonical);
        exempt = List.copyOf(exempt);
        try {
            exempt.forEach(AddressRange::parse);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("verify: exempt: " + e.getMessage(), e);
        }
    }

    static VerifyConfig defaults() {
        return new VerifyConfig(
                Optional.empty(), true, List.copyOf(new TreeSet<>(Verification.USUAL_FORWARDERS)), List.of());
    }

    /** As the SMTP server wants it. */
    Verification settings(String hostname) {
        Set<String> forwarders =
                trustedForwarders.stream().map(VerifyConfig::canonical).collect(Collectors.toSet());
        return new Verification(
                authservId.flatMap(AddressParser::domain).orElse(hostname),
                enforceDmarc,
                forwarders,
                exempt.stream().map(AddressRange::parse).toList());
    }

    private static String canonical(String domain) {
        return AddressParser.domain(domain)
                .orElseThrow(() -> new IllegalArgumentException(
                        "verify: trustedForwarders: \"" + domain + "\" is not a domain such as google.com"));
    }
}
