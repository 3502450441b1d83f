package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.protocol.EnhancedStatus;

/**
 * What the queue keeps of a recipient's last attempt, beside its reply, in the recipient's options: enough to write a report after a restart. A value.
 *
 * @param reply what decided it
 * @param host name of the host that was asked, or empty
 * @param address of that host, or empty
 * @param at when it ended
 * @param expired it was the last because time was over
 */
public record LastAttempt(RemoteReply reply, String host, String address, Instant at, boolean expired) {
    private static final String HOST = "lh";
    private static final String ADDRESS = "la";
    private static final String AT = "lt";
    private static final String OURS = "lo";
    private static final String EXPIRED = "lx";
    private static final String SINCE = "s";
    private static final RemoteReply UNKNOWN = RemoteReply.ours("4.0.0", "no attempt was made yet");

    /** What is known of a recipient's last attempt. */
    public static LastAttempt of(QueuedRecipient recipient) {
        Map<String, String> kept = recipient.options();
        return new LastAttempt(
                reply(recipient.lastReply(), kept.containsKey(OURS)),
                kept.getOrDefault(HOST, ""),
                kept.getOrDefault(ADDRESS, ""),
                instant(kept.get(AT)).orElse(recipient.message().queued()),
                kept.containsKey(EXPIRED));
    }

    private static RemoteReply reply(String text, boolean ours) {
        String[] parts = text.split(" ", 3);
        if (parts.length < 2 || !parts[0].matches("[2-5][0-9]{2}") || !parts[1].matches("[245](\\.[0-9]{1,3}){2}")) {
            return UNKNOWN;
        }
        return new RemoteReply(
                Integer.parseInt(parts[0]), EnhancedStatus.of(parts[1]), parts.length == 3 ? parts[2] : "", ours);
    }

    private static Optional<Instant> instant(@org.jspecify.annotations.Nullable String seconds) {
        return seconds == null || !seconds.matches("[0-9]{1,12}")
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    /** From when the recipient's time counts, if that is not when the message came. */
    static Optional<Instant> since(QueuedRecipient recipient) {
        return instant(recipient.options().get(SINCE));
    }

    /** The recipient's options with this in them. */
    Map<String, String> in(QueuedRecipient recipient) {
        Map<String, String> kept = new HashMap<>(recipient.options());
        kept.put(AT, Long.toString(at.getEpochSecond()));
        put(kept, HOST, host);
        put(kept, ADDRESS, address);
        put(kept, OURS, reply.ours() ? "1" : "");
        put(kept, EXPIRED, expired ? "1" : "");
        Instant since = RetrySchedule.since(recipient);
        if (!since.equals(recipient.message().queued())) {
            kept.put(SINCE, Long.toString(since.getEpochSecond()));
        }
        return kept;
    }

    private static void put(Map<String, String> kept, String key, String value) {
        if (value.isEmpty()) {
            kept.remove(key);
        } else {
            kept.put(key, value);
        }
    }
}
