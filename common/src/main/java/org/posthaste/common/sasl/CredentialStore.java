package org.posthaste.common.sasl;

import java.util.Optional;

/** Where stored credentials are looked up. Thread-safe; may block on the database. */
public interface CredentialStore {
    /**
     * The credentials of a login name (a full address; any case); empty if there is no such user or it may not log in.
     */
    Optional<StoredCredentials> find(String loginName);
}
