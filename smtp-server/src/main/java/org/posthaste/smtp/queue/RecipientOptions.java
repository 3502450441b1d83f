package org.posthaste.smtp.queue;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.smtp.protocol.RcptParameters;
import org.posthaste.smtp.protocol.RcptParameters.Notify;

/**
 * What the queue keeps of a recipient beside its address. Kept as a map with short keys; a key that is missing or not
 * understood is as if nothing had been said.
 *
 * @param notifyOn when the sender wants to be told; empty: it did not say (RFC 3461 §4.1)
 * @param originalRecipient ORCPT, as {@code type;address}, decoded (RFC 3461 §4.2)
 * @param delayTold the sender was told once that it takes longer
 * @param forwardedBy the address here that leads to this recipient
 */
public record RecipientOptions(
        Set<Notify> notifyOn, Optional<String> originalRecipient, boolean delayTold, Optional<String> forwardedBy) {
    /** Nothing special. */
    public static final RecipientOptions NONE =
            new RecipientOptions(Set.of(), Optional.empty(), false, Optional.empty());

    private static final String NOTIFY = "n";
    private static final String ORIGINAL = "o";
    private static final String DELAY_TOLD = "d";
    private static final String FORWARDED_BY = "v";

    public RecipientOptions {
        notifyOn = Set.copyOf(notifyOn);
    }

    /** What a client said in RCPT. */
    public static RecipientOptions of(RcptParameters parameters) {
        return new RecipientOptions(parameters.notifyOn(), parameters.originalRecipient(), false, Optional.empty());
    }

    /** From the map that is kept. */
    public static RecipientOptions of(Map<String, String> kept) {
        return new RecipientOptions(
                occasions(kept.getOrDefault(NOTIFY, "")),
                Optional.ofNullable(kept.get(ORIGINAL)),
                kept.containsKey(DELAY_TOLD),
                Optional.ofNullable(kept.get(FORWARDED_BY)));
    }

    private static Set<Notify> occasions(String letters) {
        Set<Notify> occasions = EnumSet.noneOf(Notify.class);
        for (Notify occasion : Notify.values()) {
            if (letters.indexOf(occasion.name().charAt(0)) >= 0) {
                occasions.add(occasion);
            }
        }
        return occasions;
    }

    /** The map to keep. */
    public Map<String, String> toMap() {
        Map<String, String> kept = new HashMap<>();
        if (!notifyOn.isEmpty()) {
            StringBuilder letters = new StringBuilder();
            notifyOn.stream()
                    .sorted()
                    .forEach(occasion -> letters.append(occasion.name().charAt(0)));
            kept.put(NOTIFY, letters.toString());
        }
        if (delayTold) {
            kept.put(DELAY_TOLD, "1");
        }
        originalRecipient.ifPresent(recipient -> kept.put(ORIGINAL, recipient));
        forwardedBy.ifPresent(address -> kept.put(FORWARDED_BY, address));
        return kept;
    }

    /** True if the sender is to be told on this occasion; one that did not say is told of failures and delays (RFC 3461 §4.1). */
    public boolean wants(Notify occasion) {
        return notifyOn.isEmpty()
                ? occasion == Notify.FAILURE || occasion == Notify.DELAY
                : notifyOn.contains(occasion);
    }

    /** With the note that the sender was told of the delay. */
    public RecipientOptions withDelayTold() {
        return new RecipientOptions(notifyOn, originalRecipient, true, forwardedBy);
    }

    /** With other wishes of the sender. */
    public RecipientOptions withNotify(Set<Notify> occasions) {
        return new RecipientOptions(occasions, originalRecipient, delayTold, forwardedBy);
    }

    /** With the recipient as the sender wrote it. */
    public RecipientOptions withOriginalRecipient(String recipient) {
        return new RecipientOptions(notifyOn, Optional.of(recipient), delayTold, forwardedBy);
    }

    /** With the address here that leads to this recipient. */
    public RecipientOptions withForwardedBy(String address) {
        return new RecipientOptions(notifyOn, originalRecipient, delayTold, Optional.of(address));
    }
}
