package org.posthaste.app.acme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import org.posthaste.common.io.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was tried for a certificate and what comes next, kept in a file beside it: written before each try, so that a
 * server that is restarted again and again does not ask the authority again and again. Confined to one thread.
 */
final class LineageState {
    private static final Logger LOG = LoggerFactory.getLogger(LineageState.class);

    private final Map<String, Instant> times = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, Refusal> refused = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();
    private final List<TextRecord> records = new ArrayList<>();
    private int failures;

    /** Moments. */
    enum Time {
        /** When the authority was asked last. */
        LAST_TRY,
        /** Not before then again. */
        NEXT_TRY,
        /** When the certificate is to be renewed. */
        RENEW,
        /** When the authority is asked again when that should be. */
        ASK_RENEWAL,
        /** When the administrator was told last that something is wrong. */
        NOTICE,
        /** When it is looked again whether names lead here. */
        CHECK_NAMES,
        /** Since when the DNS has the record of the next key. */
        NEXT_KEY_SEEN
    }

    /** Texts. */
    enum Word {
        /** What went wrong last. */
        ERROR,
        /** What is waited for. */
        NOTE,
        /** The address of an order under way. */
        ORDER,
        /** The challenge that worked last. */
        CHALLENGE,
        /** There if the administrator wants a certificate now. */
        FORCED,
        /** There if the next key is to be used whatever the DNS says. */
        NEXT_KEY_NOW
    }

    /** A name that the authority would not take, until when it is left out. */
    record Refusal(String reason, Instant until) {}

    /** What must stand in the DNS for DNS-01. */
    record TextRecord(String name, String value) {}

    /** Reads it; one that cannot be read is as if nothing had been tried. */
    static LineageState read(Path file) {
        LineageState state = new LineageState();
        if (!Files.exists(file)) {
            return state;
        }
        try (InputStream in = Files.newInputStream(file)) {
            state.take(Json.readObject(in));
        } catch (IOException | DateTimeException e) {
            LOG.warn(
                    "{} cannot be read and is begun anew status={}",
                    file,
                    e.getClass().getSimpleName());
            return new LineageState();
        }
        return state;
    }

    private void take(ObjectNode json) {
        failures = json.path("failures").asInt();
        for (Time time : Time.values()) {
            if (json.has(key(time))) {
                times.put(key(time), Instant.parse(json.path(key(time)).asText()));
            }
        }
        for (Word word : Word.values()) {
            set(word, json.path(key(word)).asText());
        }
        for (Map.Entry<String, JsonNode> each : json.path("refused").properties()) {
            refused.put(
                    each.getKey(),
                    new Refusal(
                            each.getValue().path("reason").asText(),
                            Instant.parse(each.getValue().path("until").asText())));
        }
        for (Map.Entry<String, JsonNode> each : json.path("skipped").properties()) {
            skipped.put(each.getKey(), each.getValue().asText());
        }
        json.path("records")
                .forEach(each -> records.add(new TextRecord(
                        each.path("name").asText(), each.path("value").asText())));
    }

    /** As it is written, and shown. */
    ObjectNode json() {
        ObjectNode json = Json.object().put("failures", failures);
        times.forEach((key, at) -> json.put(key, at.toString()));
        texts.forEach(json::put);
        ObjectNode left = json.putObject("refused");
        refused.forEach((name, refusal) -> left.putObject(name)
                .put("reason", refusal.reason())
                .put("until", refusal.until().toString()));
        ObjectNode out = json.putObject("skipped");
        skipped.forEach(out::put);
        var list = json.putArray("records");
        records.forEach(each -> list.addObject().put("name", each.name()).put("value", each.value()));
        return json;
    }

    /** Writes it. */
    void write(Path file) throws IOException {
        OwnerOnly.write(file, Json.pretty(json()).getBytes(StandardCharsets.UTF_8));
    }

    private static String key(Enum<?> constant) {
        StringBuilder key = new StringBuilder();
        for (String part : constant.name().split("_", -1)) {
            key.append(
                    key.isEmpty()
                            ? part.toLowerCase(Locale.ROOT)
                            : part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT));
        }
        return key.toString();
    }

    Optional<Instant> at(Time time) {
        return Optional.ofNullable(times.get(key(time)));
    }

    /** True if there is such a moment and it has come. */
    boolean past(Time time, Instant now) {
        return at(time).filter(at -> !at.isAfter(now)).isPresent();
    }

    void set(Time time, Instant at) {
        times.put(key(time), at);
    }

    void clear(Time time) {
        times.remove(key(time));
    }

    String get(Word word) {
        return texts.getOrDefault(key(word), "");
    }

    boolean has(Word word) {
        return texts.containsKey(key(word));
    }

    /** Sets a text; an empty one is none. */
    void set(Word word, String text) {
        if (text.isEmpty()) {
            texts.remove(key(word));
        } else {
            texts.put(key(word), text);
        }
    }

    int failures() {
        return failures;
    }

    void failed() {
        failures++;
    }

    /** Names that the authority refused; those whose time is over are forgotten. */
    Map<String, Refusal> refused(Instant now) {
        refused.values().removeIf(refusal -> !refusal.until().isAfter(now));
        return Map.copyOf(refused);
    }

    void refuse(String name, String reason, Instant until) {
        refused.put(name, new Refusal(reason, until));
    }

    void forgetRefusals() {
        refused.clear();
    }

    /** Names that do not lead here, with the reason. */
    void skip(Map<String, String> names) {
        skipped.clear();
        skipped.putAll(names);
    }

    List<TextRecord> records() {
        return List.copyOf(records);
    }

    void setRecords(List<TextRecord> wanted) {
        records.clear();
        records.addAll(wanted);
    }

    /** A certificate is there: what was tried for it does not count any more. */
    void succeeded(Instant renew) {
        failures = 0;
        records.clear();
        for (Word word : Word.values()) {
            if (word != Word.CHALLENGE) {
                set(word, "");
            }
        }
        times.clear();
        set(Time.RENEW, renew);
    }
}
