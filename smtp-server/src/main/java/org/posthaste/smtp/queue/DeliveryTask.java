package org.posthaste.smtp.queue;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * One message to be brought to some of its recipients, all over the same route.
 *
 * @param recipients at least one, at most some hundred; of one domain unless the route is a smarthost
 * @param octets what is to be sent
 * @param before completes when the result of the courier's last task is on disk. The courier waits for it before it sends the final dot (or the last chunk), so that a crash makes at most the one
 *     message in flight come twice. If it fails, the message is not sent: every recipient is deferred
 */
public record DeliveryTask(
        QueuedMessage message, List<QueuedRecipient> recipients, ByteSource octets, CompletionStage<?> before) {
    public DeliveryTask {
        recipients = List.copyOf(recipients);
    }
}
