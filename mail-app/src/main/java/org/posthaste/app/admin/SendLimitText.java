package org.posthaste.app.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.Preferences.SendLimits;

/**
 * Sending limits as people write them: {@code 60/hour,500/day}, {@code none}, or {@code default} for what all users have.
 *
 * @param perHour 0 is no limit
 * @param perDay 0 is no limit
 */
record SendLimitText(OptionalInt perHour, OptionalInt perDay) {
    private static final String DEFAULT = "default";
    private static final String NONE = "none";

    static SendLimitText parse(String text) {
        if (text.equals(DEFAULT)) {
            return new SendLimitText(OptionalInt.empty(), OptionalInt.empty());
        }
        if (text.equals(NONE)) {
            return new SendLimitText(OptionalInt.of(0), OptionalInt.of(0));
        }
        OptionalInt hour = OptionalInt.empty();
        OptionalInt day = OptionalInt.empty();
        for (String part : text.split(",", -1)) {
            String[] words = part.strip().split("/", -1);
            if (words.length != 2 || !words[0].matches("[1-9][0-9]{0,8}") || !words[1].matches("hour|day")) {
                throw new AdminRefusal(
                        Reason.USAGE,
                        "\"" + text + "\" is no limit such as 500/day, 60/hour,500/day, none or default.",
                        "posthaste user set --help");
            }
            OptionalInt limit = OptionalInt.of(Integer.parseInt(words[0]));
            hour = words[1].equals("hour") ? limit : hour;
            day = words[1].equals("day") ? limit : day;
        }
        return new SendLimitText(hour, day);
    }

    /** As the limit of all recipients. */
    SendLimits all(SendLimits before) {
        return new SendLimits(perHour, perDay, before.newPerHour(), before.newPerDay());
    }

    /** As the limit of new recipients. */
    SendLimits fresh(SendLimits before) {
        return new SendLimits(before.perHour(), before.perDay(), perHour, perDay);
    }

    @Override
    public String toString() {
        if (perHour.isEmpty() && perDay.isEmpty()) {
            return DEFAULT;
        }
        if (perHour.orElse(1) == 0 && perDay.orElse(1) == 0) {
            return NONE;
        }
        List<String> parts = new ArrayList<>();
        perHour.ifPresent(limit -> parts.add(limit + "/hour"));
        perDay.ifPresent(limit -> parts.add(limit + "/day"));
        return String.join(",", parts);
    }
}
