package org.posthaste.smtp.receive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.DeliveryReceipt.Filed;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.session.SmtpConfig;

/**
 * What became of a delivery, account by account.
 *
 * @param accounts where it should go
 * @param failures of single accounts
 * @param problem a failure of the store itself: it reached nobody
 */
record DeliveryOutcome(
        List<AccountId> accounts, Map<AccountId, StoreFailure> failures, Optional<StoreException> problem) {
    DeliveryOutcome {
        accounts = List.copyOf(accounts);
        failures = Map.copyOf(failures);
    }

    /** The store's transaction went through; single accounts may have failed. */
    static DeliveryOutcome of(List<AccountId> accounts, DeliveryReceipt receipt) {
        Map<AccountId, StoreFailure> failures = new HashMap<>();
        for (int i = 0; i < accounts.size(); i++) {
            if (receipt.filed().get(i) instanceof Filed.Failed failed) {
                failures.put(accounts.get(i), failed.failure());
            }
        }
        return new DeliveryOutcome(accounts, failures, Optional.empty());
    }

    /** Nothing was stored. */
    static DeliveryOutcome failed(List<AccountId> accounts, StoreException problem) {
        return new DeliveryOutcome(accounts, Map.of(), Optional.of(problem));
    }

    /**
     * The reply for a recipient, or a whole message.
     *
     * @param to the accounts it leads to
     * @param outside it leads to other hosts too
     */
    Reply reply(List<AccountId> to, boolean outside, String messageId, SmtpConfig config) {
        if (problem.isPresent()) {
            return StoreFailures.reply(problem.get().failure(), config);
        }
        List<Reply> refusals = new ArrayList<>();
        for (AccountId account : to) {
            StoreFailure failure = failures.get(account);
            if (failure != null) {
                refusals.add(StoreFailures.reply(failure, config));
            }
        }
        if (refusals.isEmpty()) {
            return Replies.accepted(messageId);
        }
        if (refusals.size() < to.size() || outside) {
            return Replies.PARTLY_STORED;
        }
        // If trying again may help for one account, a permanent reply would be wrong.
        return refusals.stream()
                .filter(reply -> !reply.isPermanent())
                .findFirst()
                .orElse(refusals.get(0));
    }
}
