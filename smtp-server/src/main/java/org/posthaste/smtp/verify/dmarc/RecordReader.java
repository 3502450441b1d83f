package org.posthaste.smtp.verify.dmarc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Alignment;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.PublicSuffix;

/**
 * Reads one policy record (RFC 9989 §4.8). Tags nobody knows are ignored, what is wrong gets its default; both are
 * remarked upon. Lives for one record. Limits: {@value #MAX_TEXT} characters, {@value #MAX_URIS} addresses of each kind.
 */
final class RecordReader {
    private static final int MAX_TEXT = 8192;
    private static final int MAX_URIS = 20;
    private static final Pattern VERSION = Pattern.compile("[vV][ \t]*=[ \t]*DMARC1[ \t]*(;|$)");
    private static final Pattern TAG = Pattern.compile("([A-Za-z]+)[ \t]*=[ \t]*([\\x20-\\x7e\t]+)");

    /** Tags of RFC 7489 that mean nothing any more (RFC 9989 §C.5.2); {@code pct} see {@link #testing}. */
    private static final Set<String> REMOVED = Set.of("rf", "ri");

    private static final Set<String> KNOWN =
            Set.of("v", "p", "sp", "np", "adkim", "aspf", "t", "psd", "rua", "ruf", "fo", "pct");

    private final String domain;
    private final String text;
    private final Map<String, String> tags = new HashMap<>();
    private final List<String> remarks = new ArrayList<>();

    RecordReader(String domain, String text) {
        this.domain = domain;
        this.text = text;
    }

    /** True if the text calls itself a record of this version (RFC 9989 §4.7, {@code v}). */
    static boolean isRecord(String text) {
        return VERSION.matcher(text).lookingAt();
    }

    Optional<DmarcRecord> read() {
        if (!isRecord(text)) {
            return Optional.empty();
        }
        if (text.length() > MAX_TEXT) {
            remarks.add("longer than " + MAX_TEXT + " octets: the rest is not read");
        }
        collect(text.substring(0, Math.min(text.length(), MAX_TEXT)));
        Optional<Policy> policy = policy("p");
        Optional<Policy> subdomains = policy("sp");
        Optional<Policy> missing = policy("np");
        List<ReportUri> aggregate = uris("rua");
        boolean valid = policy.isPresent()
                && (subdomains.isPresent() || !tags.containsKey("sp"))
                && (missing.isPresent() || !tags.containsKey("np"));
        if (policy.isEmpty() && !tags.containsKey("p")) {
            remarks.add("no p tag: none is meant");
        }
        return Optional.of(new DmarcRecord(
                domain,
                valid ? policy.get() : Policy.NONE,
                valid ? subdomains : Optional.empty(),
                valid ? missing : Optional.empty(),
                choice("adkim", "r", "s").equals("s") ? Alignment.STRICT : Alignment.RELAXED,
                choice("aspf", "r", "s").equals("s") ? Alignment.STRICT : Alignment.RELAXED,
                testing(),
                publicSuffix(),
                aggregate,
                uris("ruf"),
                failureOptions(),
                valid || !aggregate.isEmpty(),
                remarks));
    }

    private void collect(String record) {
        for (String part : record.split(";", -1)) {
            String piece = part.strip();
            Matcher tag = TAG.matcher(piece);
            if (piece.isEmpty()) {
                continue;
            }
            if (!tag.matches()) {
                remarks.add("no tag: " + shown(piece));
                continue;
            }
            String name = tag.group(1).toLowerCase(Locale.ROOT);
            if (REMOVED.contains(name)) {
                remarks.add(name + " means nothing any more");
            } else if (!KNOWN.contains(name)) {
                remarks.add("unknown tag " + shown(name));
            } else if (tags.putIfAbsent(name, tag.group(2).strip()) != null) {
                remarks.add("a second " + name + " tag");
            }
        }
    }

    private Optional<Policy> policy(String name) {
        String value = tags.get(name);
        if (value == null) {
            return Optional.empty();
        }
        for (Policy policy : Policy.values()) {
            if (policy.text().equalsIgnoreCase(value)) {
                return Optional.of(policy);
            }
        }
        wrong(name, value);
        return Optional.empty();
    }

    /** The value in lower case if it is one of those allowed, else the first of them. */
    private String choice(String name, String... allowed) {
        String value = tags.get(name);
        if (value == null) {
            return allowed[0];
        }
        for (String one : allowed) {
            if (one.equalsIgnoreCase(value)) {
                return one;
            }
        }
        wrong(name, value);
        return allowed[0];
    }

    /**
     * Whether the policy is tested only.
     *
     * <p>Deviation: {@code pct=0} of older records counts like the {@code t=y} that has taken its place
     * (RFC 9989 §A.6), where there is no {@code t}: whoever publishes it asked for the milder treatment (RFC 7489
     * §6.6.4), and to ignore the tag would refuse mail that nobody wants refused. Other percentages count as 100.
     */
    private boolean testing() {
        String percentage = tags.get("pct");
        if (percentage != null) {
            remarks.add("pct means nothing any more: t has taken its place");
        }
        return choice("t", "n", "y").equals("y") || !tags.containsKey("t") && "0".equals(percentage);
    }

    private PublicSuffix publicSuffix() {
        String value = choice("psd", "u", "y", "n");
        if (value.equals("y")) {
            return PublicSuffix.YES;
        }
        return value.equals("n") ? PublicSuffix.NO : PublicSuffix.UNKNOWN;
    }

    private List<ReportUri> uris(String name) {
        List<ReportUri> uris = new ArrayList<>();
        String value = tags.get(name);
        if (value == null) {
            return uris;
        }
        for (String one : value.split(",", -1)) {
            Optional<ReportUri> uri = ReportUri.parse(one.strip());
            if (uri.isEmpty()) {
                wrong(name, one.strip());
            } else if (uris.size() == MAX_URIS) {
                remarks.add(name + " has more than " + MAX_URIS + " addresses: the rest gets no reports");
                break;
            } else if (!uris.contains(uri.get())) {
                uris.add(uri.get());
            }
        }
        return uris;
    }

    private Set<Character> failureOptions() {
        String value = tags.get("fo");
        if (value == null) {
            return Set.of('0');
        }
        Set<Character> options = new LinkedHashSet<>();
        for (String one : value.toLowerCase(Locale.ROOT).split(":", -1)) {
            String option = one.strip();
            if (option.length() != 1 || "01ds".indexOf(option.charAt(0)) < 0) {
                wrong("fo", value);
                return Set.of('0');
            }
            options.add(option.charAt(0));
        }
        return options;
    }

    private void wrong(String name, String value) {
        remarks.add(name + "=" + shown(value) + " is not valid");
    }

    private static String shown(String value) {
        String printable = value.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "...";
    }
}
