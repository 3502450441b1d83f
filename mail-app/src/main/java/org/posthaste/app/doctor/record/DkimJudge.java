package org.posthaste.app.doctor.record;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;

/**
 * DKIM keys (RFC 6376 §3.6.1): the same key, whatever the order of tags and however it is cut into strings. Long keys
 * suffer most from web forms, so the usual accidents are told by name.
 */
final class DkimJudge implements RecordJudge {
    private static final int STRING = 255;

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        List<String> texts = Texts.all(view);
        if (texts.isEmpty()) {
            return Judgement.missing();
        }
        String key = key(Texts.tags(expected.value()));
        if (texts.size() > 1) {
            return several(texts, key);
        }
        String text = texts.get(0);
        return damage(text, key).orElseGet(() -> judge(expected, text, key));
    }

    private static String key(Map<String, String> tags) {
        return tags.getOrDefault("p", "").replaceAll("\\s", "");
    }

    private static Judgement several(List<String> texts, String key) {
        String published = texts.size() + " records: " + String.join(" | ", texts);
        boolean parts = texts.stream()
                .allMatch(text -> Texts.cleaned(text).isBlank()
                        || key.contains(key(Texts.tags(Texts.cleaned(text))))
                                && !key(Texts.tags(Texts.cleaned(text))).equals(key)
                        || key.contains(Texts.cleaned(text).replaceAll("\\s", "")));
        return Judgement.wrong(
                published,
                parts
                        ? "The parts of the key have become records of their own. They are strings of one record: join"
                                + " them, without anything between."
                        : "Only one record may be there; verifiers take any of them. Remove the others.");
    }

    /** What web forms do. */
    private static Optional<Judgement> damage(String text, String key) {
        Map<String, String> tags = Texts.tags(text);
        String cleaned = key(Texts.tags(Texts.cleaned(text)));
        if ((text.contains("\"") || text.contains("\\")) && key.startsWith(cleaned) && !cleaned.isEmpty()) {
            return Optional.of(Judgement.wrong(text, Texts.damage(text)));
        }
        String published = key(tags);
        if (!published.isEmpty() && published.length() < key.length() && key.startsWith(published)) {
            return Optional.of(Judgement.wrong(
                    text,
                    "The key is cut off: " + published.length() + " of " + key.length()
                            + " characters are there. A TXT record longer than " + STRING
                            + " characters is made of several strings; either the form takes them one after the other"
                            + " (\"...\" \"...\"), or the whole as one text."));
        }
        return Optional.empty();
    }

    private static Judgement judge(ExpectedRecord expected, String text, String key) {
        Map<String, String> tags = Texts.tags(text);
        Map<String, String> wanted = Texts.tags(expected.value());
        String published = key(tags);
        if (tags.containsKey("v")
                && (!tags.get("v").equals("DKIM1") || !text.strip().startsWith("v"))) {
            return Judgement.wrong(text, "The record must begin with v=DKIM1.");
        }
        if (tags.containsKey("p") && published.isEmpty()) {
            return Judgement.wrong(text, "An empty p= says that the key is revoked. Publish the key.");
        }
        if (!published.equals(key)) {
            return Judgement.wrong(
                    text,
                    published.isEmpty() ? "This is no DKIM key." : "Another key is published. Replace the record.");
        }
        if (!type(tags).equals(type(wanted))) {
            return Judgement.wrong(
                    text, "The key is of the type " + type(wanted) + ": the record must say k=" + type(wanted) + ".");
        }
        if (!allows(tags, "h", "sha256") || !allows(tags, "s", "email")) {
            return Judgement.wrong(text, "The tags h= or s= forbid what the key is used for. Leave them out.");
        }
        if (tags.getOrDefault("p", "").matches(".*\\s.*")) {
            return Judgement.warning(
                    text,
                    "There are blanks inside the key, where its parts were joined. The standard lets them pass, not every"
                            + " verifier does. Take them out.");
        }
        if (Arrays.asList(tags.getOrDefault("t", "").replaceAll("\\s", "").split(":"))
                .contains("y")) {
            return Judgement.warning(
                    text, "t=y says that the key is only tried out: signatures count for nothing. Leave it out.");
        }
        return Judgement.right(text);
    }

    private static String type(Map<String, String> tags) {
        return tags.getOrDefault("k", "rsa").toLowerCase(Locale.ROOT);
    }

    private static boolean allows(Map<String, String> tags, String tag, String value) {
        List<String> listed = Arrays.asList(tags.getOrDefault(tag, value)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s", "")
                .split(":"));
        return listed.contains(value) || listed.contains("*");
    }
}
