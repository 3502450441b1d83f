package org.posthaste.mailstore;

import java.util.List;
import org.posthaste.common.address.MailAddress;

/** What a recipient address means here. */
public sealed interface Resolution {
    /**
     * It leads somewhere.
     *
     * @param accounts local accounts, each once
     * @param outside addresses of other hosts that an alias names or a user forwards to
     */
    record Found(List<AccountId> accounts, List<MailAddress> outside) implements Resolution {
        public Found {
            accounts = List.copyOf(accounts);
            outside = List.copyOf(outside);
        }
    }

    /** Our domain, but nobody of that name. */
    record UnknownUser() implements Resolution {}

    /** Not a domain of ours. */
    record NotLocal() implements Resolution {}
}
