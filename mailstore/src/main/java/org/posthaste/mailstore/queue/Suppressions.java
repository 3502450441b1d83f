package org.posthaste.mailstore.queue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.MailAddress;

/** Addresses that nothing is sent to, because they refused mail for good or somebody said so. Thread-safe. Stages complete as those of {@link org.posthaste.mailstore.MailStore} do. */
public interface Suppressions {
    /** The suppression of an address that is in force now. Cheap: without any suppressions no database work, else one look-up. */
    Optional<Suppression> find(MailAddress address);

    /** Adds one, in place of one for the same address. */
    CompletionStage<Void> add(Suppression suppression);

    /** Removes that of an address; false if there was none. */
    CompletionStage<Boolean> remove(MailAddress address);

    /**
     * In order of addresses, those in force or not.
     *
     * @param after the key of the last address seen, see {@link MailAddress#key}; empty text at first
     */
    List<Suppression> list(String after, int limit);
}
