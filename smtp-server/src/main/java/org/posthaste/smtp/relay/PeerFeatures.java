package org.posthaste.smtp.relay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a host said it can do (RFC 5321 §4.1.1.1). Keywords are in upper case; whatever is not understood is as if it had
 * not been said.
 */
record PeerFeatures(Map<String, String> keywords) {
    /** A host that knows HELO only. */
    static final PeerFeatures NONE = new PeerFeatures(Map.of());

    PeerFeatures {
        keywords = Map.copyOf(keywords);
    }

    /** From the reply to EHLO or LHLO: its first line is the host's greeting. */
    static PeerFeatures of(PeerReply reply) {
        Map<String, String> keywords = new HashMap<>();
        List<String> lines = reply.lines();
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.strip().split("[ \t]+", 2);
            String keyword = parts[0].toUpperCase(Locale.ROOT);
            // Some servers still write AUTH=LOGIN, as a draft had it.
            if (keyword.startsWith("AUTH=")) {
                keywords.putIfAbsent("AUTH", keyword.substring(5));
            } else {
                keywords.put(keyword, parts.length > 1 ? parts[1] : "");
            }
        }
        return new PeerFeatures(keywords);
    }

    private boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** RFC 3207. */
    boolean startTls() {
        return has("STARTTLS");
    }

    /** RFC 2920. */
    boolean pipelining() {
        return has("PIPELINING");
    }

    /** RFC 6152. */
    boolean eightBitMime() {
        return has("8BITMIME");
    }

    /** RFC 6531. */
    boolean smtpUtf8() {
        return has("SMTPUTF8");
    }

    /** RFC 3461. */
    boolean dsn() {
        return has("DSN");
    }

    /** RFC 8689; said after STARTTLS only. */
    boolean requireTls() {
        return has("REQUIRETLS");
    }

    /** RFC 2852. */
    boolean deliverBy() {
        return has("DELIVERBY");
    }

    /** The least seconds that DELIVERBY is kept with (RFC 2852 §2); 0 if the host does not say. */
    int leastTime() {
        String least = keywords.getOrDefault("DELIVERBY", "").split(",", 2)[0].strip();
        return least.matches("[0-9]{1,9}") ? Integer.parseInt(least) : 0;
    }

    /** RFC 6710. */
    boolean priorities() {
        return has("MT-PRIORITY");
    }

    /** RFC 1870: SIZE is understood. */
    boolean size() {
        return has("SIZE");
    }

    /** The largest message (RFC 1870 §4); empty if there is no fixed limit. */
    OptionalLong largest() {
        String value = keywords.getOrDefault("SIZE", "").strip();
        boolean number =
                !value.isEmpty() && value.length() < 19 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        long octets = number ? Long.parseLong(value) : 0;
        return octets > 0 ? OptionalLong.of(octets) : OptionalLong.empty();
    }

    /** The mechanisms of AUTH (RFC 4954 §3) in upper case. */
    Set<String> mechanisms() {
        return new HashSet<>(List.of(keywords.getOrDefault("AUTH", "")
                .strip()
                .toUpperCase(Locale.ROOT)
                .split("[ \t]+")));
    }

    /** A limit of RFC 9422: {@code RCPTMAX} or {@code MAILMAX}. */
    OptionalInt limit(String name) {
        for (String item : keywords.getOrDefault("LIMITS", "").split("[ \t]+")) {
            String value = item.length() > name.length() + 1 ? item.substring(name.length() + 1) : "";
            if (item.toUpperCase(Locale.ROOT).startsWith(name + "=") && value.matches("[1-9][0-9]{0,5}")) {
                return OptionalInt.of(Integer.parseInt(value));
            }
        }
        return OptionalInt.empty();
    }
}
