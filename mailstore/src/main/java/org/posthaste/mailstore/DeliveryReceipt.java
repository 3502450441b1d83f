package org.posthaste.mailstore;

import java.util.List;

/** Where a message was filed, in the order of the delivery's targets. An account that was removed or is over quota since RCPT shows as a failure. */
public record DeliveryReceipt(List<Filed> filed) {
    public DeliveryReceipt {
        filed = List.copyOf(filed);
    }

    /** One target's outcome. */
    public sealed interface Filed {
        /** It is there. */
        record Stored(MailboxId mailbox, int uid) implements Filed {}

        /** It is not. */
        record Failed(StoreFailure failure) implements Filed {}
    }
}
