package org.posthaste.common.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes records as YAML, with the origin of each value behind it. Not thread-safe. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/.@+_-]*(:[A-Za-z0-9/.@+_-]+)*");
    private static final Pattern MISTAKABLE =
            Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n|[-+.0-9][0-9._:]*|0[xo].*|[0-9.]+e[-+0-9]+");
    private static final int COMMENT_COLUMN = 48;

    private final Map<String, String> origins;
    private final StringBuilder text = new StringBuilder();

    private YamlText(Map<String, String> origins) {
        this.origins = origins;
    }

    static String of(Object record, Map<String, String> origins) {
        YamlText yaml = new YamlText(origins);
        yaml.section(record, "", "");
        return yaml.text.toString();
    }

    private void section(Object record, String path, String indent) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = component.getName();
            Object value = RecordBinder.read(record, component);
            entry(name, value, path.isEmpty() ? name : path + "." + name, indent);
        }
    }

    private void entry(String name, Object given, String path, String indent) {
        Object value = given instanceof Optional<?> optional
                ? optional.map(x -> (Object) x).orElse("")
                : given;
        if (given instanceof Optional<?> optional && optional.isEmpty()) {
            line(indent + name + ":", path);
        } else if (isSection(value)) {
            line(indent + name + ":", path);
            section(value, path, indent + "  ");
        } else if (value instanceof Map<?, ?> map) {
            line(indent + name + ":" + (map.isEmpty() ? " {}" : ""), path);
            new TreeMap<>(map).forEach((key, item) -> entry(key.toString(), item, path + "." + key, indent + "  "));
        } else if (value instanceof List<?> list && list.stream().anyMatch(YamlText::isSection)) {
            line(indent + name + ":", path);
            for (int i = 0; i < list.size(); i++) {
                int begin = text.length();
                section(list.get(i), path + "[" + i + "]", indent + "    ");
                text.replace(begin, begin + indent.length() + 4, indent + "  - ");
            }
        } else if (value instanceof List<?> list) {
            line(
                    indent + name + ": ["
                            + String.join(
                                    ", ", list.stream().map(YamlText::scalar).toList()) + "]",
                    path);
        } else {
            line(indent + name + ": " + scalar(value), path);
        }
    }

    private void line(String content, String path) {
        text.append(content);
        String origin = origins.get(path);
        if (origin != null) {
            text.append(" ".repeat(Math.max(1, COMMENT_COLUMN - content.length())))
                    .append("# ")
                    .append(origin);
        }
        text.append('\n');
    }

    private static boolean isSection(Object value) {
        return value.getClass().isRecord()
                && ScalarType.reader(value.getClass()).isEmpty();
    }

    private static String scalar(Object value) {
        String written = ScalarType.write(value);
        boolean plain = !(value instanceof String)
                || PLAIN.matcher(written).matches()
                        && !MISTAKABLE.matcher(written).matches();
        return plain
                ? written
                : '"' + new String(JsonStringEncoder.getInstance().quoteAsString(written)) + '"';
    }
}
