package org.posthaste.app.doctor.record;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** TXT records that hold a version and tags, and how they get damaged on their way through web forms. Stateless. */
final class Texts {
    private Texts() {}

    /** The records whose text begins so; case does not matter, blanks before it do not either. */
    static List<String> beginning(DnsView view, String version) {
        return all(view).stream().filter(begins(version)).toList();
    }

    static List<String> all(DnsView view) {
        return view.records().stream().map(RawRecord::text).toList();
    }

    private static Predicate<String> begins(String version) {
        return text -> text.strip().toLowerCase(Locale.ROOT).startsWith(version.toLowerCase(Locale.ROOT));
    }

    /** What happened to a record that would be the one looked for, if the form had not kept quotation marks or backslashes; empty if there is none. */
    static Optional<Judgement> damaged(DnsView view, String version) {
        return all(view).stream()
                .filter(text -> begins(version).test(cleaned(text)))
                .findFirst()
                .map(text -> Judgement.wrong(text, damage(text)));
    }

    /** Without the marks that belong into a zone file only. */
    static String cleaned(String text) {
        return text.replaceAll("\"\\s*\"", "").replace("\"", "").replace("\\", "");
    }

    /** Names the mistake. */
    static String damage(String text) {
        return text.contains("\"")
                ? "The quotation marks have become part of the record. They belong into zone files only: paste the text"
                        + " without them, as one piece."
                : "The backslashes have become part of the record. They belong into zone files only: paste the text"
                        + " without them.";
    }

    /** The only record of a kind that may be there once, or what is wrong instead. */
    static Judgement one(DnsView view, String version, java.util.function.Function<String, Judgement> judge) {
        List<String> found = beginning(view, version);
        if (found.size() > 1) {
            return Judgement.wrong(
                    found.size() + " records: " + String.join(" | ", found),
                    "There must be one only; with several, all are ignored. Remove those that are too many.");
        }
        return found.isEmpty()
                ? damaged(view, version).orElseGet(Judgement::missing)
                : judge.apply(found.get(0).strip());
    }

    /** Tags and values in their order; the first of two counts. */
    static Map<String, String> tags(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                tags.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        return tags;
    }
}
