package org.posthaste.mailstore.rights;

import org.posthaste.mailstore.AccountId;

/** Whom an entry of an access list speaks of, RFC 4314 §2. */
public sealed interface Grantee {
    /** Everybody who can log in. */
    record Anyone() implements Grantee {}

    /** One user. */
    record User(AccountId account) implements Grantee {}

    /** One user. */
    static Grantee of(AccountId account) {
        return new User(account);
    }
}
