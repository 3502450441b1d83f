package org.posthaste.smtp.queue;

import org.posthaste.mailstore.queue.QueuedRecipient;

/** What came of an attempt for one recipient. */
public record RecipientResult(QueuedRecipient recipient, Verdict verdict, RemoteReply reply, AttemptFacts facts) {}
