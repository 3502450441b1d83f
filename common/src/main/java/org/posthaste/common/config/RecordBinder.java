package org.posthaste.common.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Builds records out of {@link ConfigNode}s, environment variables and defaults, and notes where every value came from.
 * Collects all complaints instead of stopping at the first. Not thread-safe.
 */
final class RecordBinder {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final TreeSet<String> unusedVariables = new TreeSet<>();

    /** Environment variables are looked up as {@code prefix_KEY} and {@code prefix_SECTION_KEY}. */
    RecordBinder(Map<String, String> environment) {
        this.environment = environment;
        this.unusedVariables.addAll(environment.keySet());
    }

    List<String> problems() {
        return problems;
    }

    /** Where the value of each key path came from: {@code default}, {@code file} or {@code environment}. */
    Map<String, String> origins() {
        return origins;
    }

    /** Variables of this prefix that no key has asked for. */
    List<String> unusedVariables(String prefix) {
        return unusedVariables.stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** The record a type starts from: what its static method {@code defaults()} gives. */
    static Optional<Object> defaults(Class<?> type) {
        try {
            Method method = type.getDeclaredMethod("defaults");
            method.setAccessible(true);
            return Optional.ofNullable(method.invoke(null));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no defaults from " + type, e);
        }
    }

    /** The record; empty if there were complaints. */
    Optional<Object> section(Class<?> type, Optional<ConfigNode> node, Optional<Object> base, String path, String env) {
        String place = node.map(ConfigNode::place).orElse(env);
        Map<String, ConfigNode.Entry> entries = Map.of();
        if (node.isPresent() && node.get() instanceof ConfigNode.Section section) {
            entries = section.entries();
        } else if (node.isPresent() && !(node.get() instanceof ConfigNode.Nothing)) {
            problems.add(place + ": " + path + " needs keys below it");
            return Optional.empty();
        }
        RecordComponent[] components = type.getRecordComponents();
        complainOfUnknown(entries, components, path);
        Object[] values = new Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String name = component.getName();
            Optional<ConfigNode> child = Optional.ofNullable(entries.get(name)).map(ConfigNode.Entry::value);
            Optional<Object> value = component(
                    component.getGenericType(),
                    child,
                    base.map(record -> read(record, component)),
                    path.isEmpty() ? name : path + "." + name,
                    env + "_" + name.toUpperCase(Locale.ROOT),
                    place);
            complete &= value.isPresent();
            values[i] = value.orElse("");
        }
        return complete ? construct(type, values, place, path) : Optional.empty();
    }

    private void complainOfUnknown(Map<String, ConfigNode.Entry> entries, RecordComponent[] components, String path) {
        List<String> known =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                String hint = NearestKey.of(key, known)
                        .map(nearest -> "did you mean " + nearest + "?")
                        .orElse("known here: " + String.join(", ", known));
                problems.add(entry.place() + ": " + (path.isEmpty() ? key : path + "." + key) + " is unknown; " + hint);
            }
        });
    }

    private Optional<Object> component(
            Type type, Optional<ConfigNode> node, Optional<Object> base, String path, String env, String place) {
        Class<?> raw = raw(type);
        if (raw.isRecord() && ScalarType.reader(raw).isEmpty()) {
            return section(raw, node, base.or(() -> defaults(raw)), path, env);
        }
        Optional<String> variable = Optional.ofNullable(environment.get(env));
        if (variable.isPresent()) {
            unusedVariables.remove(env);
            origins.put(path, "environment");
            return value(type, new ConfigNode.Scalar(env, variable.get()), path);
        }
        if (node.isPresent()) {
            origins.put(path, "file");
            return value(type, node.get(), path);
        }
        if (base.isEmpty()) {
            problems.add(place + ": " + path + " is missing");
        }
        origins.put(path, "default");
        return base;
    }

    private Optional<Object> value(Type type, ConfigNode node, String path) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return node instanceof ConfigNode.Nothing
                    ? Optional.of(Optional.empty())
                    : value(argument(type, 0), node, path).map(Optional::of);
        }
        if (raw == List.class) {
            return list(argument(type, 0), node, path);
        }
        if (raw == Map.class) {
            return map(argument(type, 1), node, path);
        }
        if (raw.isRecord() && ScalarType.reader(raw).isEmpty()) {
            return section(raw, Optional.of(node), defaults(raw), path, "");
        }
        return scalar(raw, node, path);
    }

    private Optional<Object> scalar(Class<?> type, ConfigNode node, String path) {
        Function<String, Object> reader =
                ScalarType.reader(type).orElseThrow(() -> new IllegalStateException(type + " cannot be configured"));
        if (!(node instanceof ConfigNode.Scalar scalar)) {
            problems.add(node.place() + ": " + path + " needs a single value");
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(scalar.text()));
        } catch (IllegalArgumentException e) {
            problems.add(node.place() + ": " + path + ": \"" + scalar.text() + "\" " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Object> list(Type element, ConfigNode node, String path) {
        List<ConfigNode> items;
        if (node instanceof ConfigNode.Items list) {
            items = list.items();
        } else if (node instanceof ConfigNode.Scalar scalar) {
            items = Arrays.stream(scalar.text().split(","))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .map(text -> (ConfigNode) new ConfigNode.Scalar(scalar.place(), text))
                    .toList();
        } else if (node instanceof ConfigNode.Nothing) {
            items = List.of();
        } else {
            problems.add(node.place() + ": " + path + " needs a list");
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            value(element, items.get(i), path + "[" + i + "]").ifPresent(values::add);
        }
        return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private Optional<Object> map(Type element, ConfigNode node, String path) {
        Map<String, ConfigNode.Entry> entries = Map.of();
        if (node instanceof ConfigNode.Section section) {
            entries = section.entries();
        } else if (!(node instanceof ConfigNode.Nothing)) {
            problems.add(node.place() + ": " + path + " needs keys below it");
            return Optional.empty();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        entries.forEach((key, entry) ->
                value(element, entry.value(), path + "." + key).ifPresent(value -> values.put(key, value)));
        return values.size() == entries.size() ? Optional.of(Map.copyOf(values)) : Optional.empty();
    }

    private Optional<Object> construct(Class<?> type, Object[] values, String place, String path) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException refused)) {
                throw new IllegalStateException("cannot make " + type, e);
            }
            problems.add(place + ": " + (path.isEmpty() ? "" : path + ": ") + refused.getMessage());
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    static Object read(Object record, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) type;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
