package org.posthaste.common.config;

import java.util.List;
import java.util.Map;

/** A piece of a configuration file and where it stands. */
sealed interface ConfigNode {
    /** Where it stands, as complaints begin: {@code posthaste.yaml:12:3}. */
    String place();

    /** A single value, as written. */
    record Scalar(String place, String text) implements ConfigNode {}

    /** A key without a value. */
    record Nothing(String place) implements ConfigNode {}

    /** Keys with their values, in the file's order. */
    record Section(String place, Map<String, Entry> entries) implements ConfigNode {}

    /** A list. */
    record Items(String place, List<ConfigNode> items) implements ConfigNode {}

    /** A key of a section. */
    record Entry(String place, ConfigNode value) {}
}
