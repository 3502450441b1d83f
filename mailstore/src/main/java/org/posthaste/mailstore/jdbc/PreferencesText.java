package org.posthaste.mailstore.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Preferences.SendLimits;

/** Preferences in columns: addresses line by line, limits as {@code perHour/perDay/newPerHour/newPerDay}. */
final class PreferencesText {
    private PreferencesText() {}

    static String addresses(List<MailAddress> addresses) {
        return addresses.stream().map(Addresses::text).collect(Collectors.joining("\n"));
    }

    static List<MailAddress> addresses(String text) {
        return text.isEmpty() ? List.of() : text.lines().map(Addresses::parse).toList();
    }

    static String limits(SendLimits limits) {
        return limits.equals(SendLimits.NONE)
                ? ""
                : List.of(limits.perHour(), limits.perDay(), limits.newPerHour(), limits.newPerDay()).stream()
                        .map(limit -> limit.isPresent() ? Integer.toString(limit.getAsInt()) : "")
                        .collect(Collectors.joining("/"));
    }

    static SendLimits limits(String text) {
        if (text.isEmpty()) {
            return SendLimits.NONE;
        }
        List<OptionalInt> limits = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            limits.add(part.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(part)));
        }
        return new SendLimits(limits.get(0), limits.get(1), limits.get(2), limits.get(3));
    }
}
