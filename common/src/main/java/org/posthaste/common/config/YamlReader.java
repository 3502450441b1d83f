package org.posthaste.common.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into {@link ConfigNode}s, which remember their places. Nesting is bounded by the parser. Not thread-safe.
 */
final class YamlReader {
    private final String name;
    private final YAMLParser parser;

    private YamlReader(String name, YAMLParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /** Fails: {@link ConfigException} for anything that is not one YAML document with keys at the top. */
    static ConfigNode.Section read(String name, String text) {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            return new YamlReader(name, parser).document();
        } catch (JsonProcessingException e) {
            throw failure(name, e.getLocation(), "is not valid YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw failure(name, JsonLocation.NA, "cannot be read: " + e.getMessage());
        }
    }

    private ConfigNode.Section document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new ConfigNode.Section(name, Map.of());
        }
        if (first != JsonToken.START_OBJECT) {
            throw failure(name, parser.currentTokenLocation(), "keys such as \"hostname: ...\" are expected here");
        }
        ConfigNode.Section section = section();
        if (parser.nextToken() != null) {
            throw failure(name, parser.currentTokenLocation(), "only one document is allowed");
        }
        return section;
    }

    private ConfigNode.Section section() throws IOException {
        String place = place();
        Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String keyPlace = place();
            JsonLocation keyLocation = parser.currentTokenLocation();
            String key = parser.currentName();
            parser.nextToken();
            if (entries.put(key, new ConfigNode.Entry(keyPlace, value())) != null) {
                throw failure(name, keyLocation, key + " stands here twice");
            }
        }
        return new ConfigNode.Section(place, entries);
    }

    private ConfigNode value() throws IOException {
        if (parser.isCurrentAlias()) {
            throw failure(name, parser.currentTokenLocation(), "aliases (*name) are not supported");
        }
        String place = place();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return section();
        }
        if (token == JsonToken.START_ARRAY) {
            List<ConfigNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return new ConfigNode.Items(place, items);
        }
        return token == JsonToken.VALUE_NULL
                ? new ConfigNode.Nothing(place)
                : new ConfigNode.Scalar(place, parser.getText());
    }

    private String place() {
        return place(name, parser.currentTokenLocation());
    }

    private static String place(String name, JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? name
                : name + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    private static ConfigException failure(String name, JsonLocation location, String text) {
        return new ConfigException(List.of(place(name, location) + ": " + text));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
