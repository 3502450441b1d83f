package org.posthaste.app.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** JSON trees to and from text. Only trees: no reflection over classes, so start-up stays short. Thread-safe. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty list. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Text for people and programs. */
    public static String pretty(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text in one line. */
    public static String line(JsonNode json) {
        return json.toString();
    }

    /** Any JSON from octets; fails with IOException when it is none. */
    public static JsonNode read(InputStream from) throws IOException {
        return MAPPER.readTree(from);
    }

    /** An object from octets; fails with IOException for anything else. */
    public static ObjectNode readObject(InputStream from) throws IOException {
        if (MAPPER.readTree(from) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("not a JSON object");
    }
}
