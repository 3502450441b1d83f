package org.posthaste.common.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a word probably meant. Thread-safe. */
public final class NearestKey {
    private NearestKey() {}

    /** The known key nearest to the written one, if one is near. */
    public static Optional<String> of(String written, Collection<String> known) {
        Optional<String> nearest = Optional.empty();
        int least = Math.max(2, written.length() / 3) + 1;
        for (String key : known) {
            int distance = distance(plain(written), plain(key));
            if (distance < least) {
                least = distance;
                nearest = Optional.of(key);
            }
        }
        return nearest;
    }

    private static String plain(String key) {
        String lower = key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
        return lower.substring(0, Math.min(lower.length(), 60));
    }

    /** Number of octets to insert, drop or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
