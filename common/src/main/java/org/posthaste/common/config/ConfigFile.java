package org.posthaste.common.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A YAML file mapped to a record, with an environment variable above and a default below every key.
 *
 * <p>The record type names the keys: its components are the keys as written, components that are records are sections.
 * A static method {@code defaults()} of the type (and of types in lists, where wanted) gives the values of keys that
 * are not set. Components may be {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean},
 * {@code Path}, {@link java.time.Duration} ({@code 5m}), {@link ByteSize} ({@code 50M}), enums (lower case, with
 * hyphens), {@code Optional}, {@code List} and {@code Map} of these, and records. A list or map in the file takes the
 * place of the whole default. Compact constructors refuse bad values with {@link IllegalArgumentException}.
 *
 * <p>A key is overridden by the environment variable {@code POSTHASTE_} and its path in capitals, sections joined by
 * {@code _}: {@code POSTHASTE_SMTP_MAXMESSAGESIZE} for {@code maxMessageSize} in {@code smtp}. Lists of single values
 * are separated by commas there; lists of sections cannot be set so.
 *
 * <p>Fails: {@link ConfigException} with all unknown keys and bad values, each with its place and what would be right.
 *
 * @param <T> the record type
 */
public final class ConfigFile<T> {
    private static final String PREFIX = "POSTHASTE";

    private final T value;
    private final Map<String, String> origins;

    private ConfigFile(T value, Map<String, String> origins) {
        this.value = value;
        this.origins = origins;
    }

    /** Reads the file; one that does not exist counts as empty. */
    public static <T> ConfigFile<T> load(Path file, Class<T> type, Map<String, String> environment) {
        String name = Optional.ofNullable(file.getFileName()).orElse(file).toString();
        try {
            return parse(name, Files.readString(file), type, environment);
        } catch (NoSuchFileException e) {
            return parse(name, "", type, environment);
        } catch (CharacterCodingException e) {
            throw new ConfigException(List.of(file + ": is not UTF-8 text"));
        } catch (IOException e) {
            throw new ConfigException(List.of(file + ": cannot be read (" + e + ")"));
        }
    }

    /** Reads a text; {@code name} stands in complaints. */
    public static <T> ConfigFile<T> parse(String name, String text, Class<T> type, Map<String, String> environment) {
        RecordBinder binder = new RecordBinder(environment);
        Optional<Object> value =
                binder.section(type, Optional.of(YamlReader.read(name, text)), RecordBinder.defaults(type), "", PREFIX);
        List<String> problems = new ArrayList<>(binder.problems());
        problems.addAll(unknownVariables(type, binder));
        if (value.isEmpty() || !problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new ConfigFile<>(type.cast(value.get()), binder.origins());
    }

    /** Variables that begin like a section but name no key; others may belong to the launcher and are left alone. */
    private static List<String> unknownVariables(Class<?> type, RecordBinder binder) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getType().isRecord())
                .map(component -> PREFIX + "_" + component.getName().toUpperCase(Locale.ROOT) + "_")
                .flatMap(prefix -> binder.unusedVariables(prefix).stream())
                .distinct()
                .map(variable -> variable + ": no key has this name")
                .toList();
    }

    /** What is in force. */
    public T value() {
        return value;
    }

    /** All values in force as YAML, each with a comment that says where it came from: default, file or environment. */
    public String show() {
        return YamlText.of(value, origins);
    }
}
