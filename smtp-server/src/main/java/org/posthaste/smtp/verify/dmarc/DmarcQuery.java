package org.posthaste.smtp.verify.dmarc;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a message.
 *
 * @param authorDomains the domains of the addresses in From, A-labels; a message that has no proper From has none
 * @param spfDomain the domain of the reverse-path (the HELO name for a null path) if SPF passed for it (RFC 9989 §4.4.2)
 * @param dkimDomains {@code d=} of the signatures that passed (RFC 9989 §4.4.1)
 */
public record DmarcQuery(List<String> authorDomains, Optional<String> spfDomain, List<String> dkimDomains) {
    public DmarcQuery {
        authorDomains = List.copyOf(authorDomains);
        dkimDomains = List.copyOf(dkimDomains);
    }
}
