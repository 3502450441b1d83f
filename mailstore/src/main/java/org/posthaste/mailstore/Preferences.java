package org.posthaste.mailstore;

import java.util.List;
import java.util.OptionalInt;
import org.posthaste.common.address.MailAddress;

/**
 * What is done with a user's mail beyond filing it.
 *
 * @param forwardTo where mail for the user goes on to; addresses here or elsewhere
 * @param keepsForwarded it stays here too
 * @param saveSent a copy of what the user sends is filed in the mailbox for sent mail
 * @param limits how much the user may send to other hosts, where that differs from what all may
 */
public record Preferences(List<MailAddress> forwardTo, boolean keepsForwarded, boolean saveSent, SendLimits limits) {
    /** Those of a new user. */
    public static final Preferences NONE = new Preferences(List.of(), false, false, SendLimits.NONE);

    /** As many addresses as mail can be forwarded to. */
    public static final int MOST_FORWARDS = 20;

    public Preferences {
        forwardTo = List.copyOf(forwardTo);
    }

    /** With other addresses to forward to. */
    public Preferences withForward(List<MailAddress> addresses, boolean keeps) {
        return new Preferences(addresses, keeps, saveSent, limits);
    }

    /** With a copy of sent mail or without. */
    public Preferences withSaveSent(boolean save) {
        return new Preferences(forwardTo, keepsForwarded, save, limits);
    }

    /** With other limits. */
    public Preferences withLimits(SendLimits changed) {
        return new Preferences(forwardTo, keepsForwarded, saveSent, changed);
    }

    /**
     * How much may be sent to other hosts; each recipient counts. 0 is no limit, empty says nothing.
     *
     * @param perHour in any hour
     * @param perDay in any 24 hours
     * @param newPerHour recipients the user never wrote to before, in any hour
     * @param newPerDay the same in any 24 hours
     */
    public record SendLimits(OptionalInt perHour, OptionalInt perDay, OptionalInt newPerHour, OptionalInt newPerDay) {
        /** Says nothing. */
        public static final SendLimits NONE =
                new SendLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

        /** These limits, and where they say nothing, others. */
        public SendLimits or(SendLimits others) {
            return new SendLimits(
                    either(perHour, others.perHour),
                    either(perDay, others.perDay),
                    either(newPerHour, others.newPerHour),
                    either(newPerDay, others.newPerDay));
        }

        private static OptionalInt either(OptionalInt first, OptionalInt second) {
            return first.isPresent() ? first : second;
        }
    }
}
