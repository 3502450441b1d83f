package org.posthaste.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.Json;
import org.posthaste.common.config.ConfigException;
import org.posthaste.common.config.ConfigFile;
import picocli.CommandLine.Command;

/** {@code posthaste config}: reads the file only, so it helps also when the server does not start. Confined to the main thread. */
@Command(
        name = "config",
        headerHeading = "Example: posthaste config show%n%n",
        description = "The configuration, posthaste.yaml in the data folder.",
        synopsisSubcommandLabel = "VERB")
final class ConfigCommand extends Noun {
    private final Posthaste posthaste;

    ConfigCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste config show%n%n",
            description = "Show every key with the value in force and where it comes from.")
    int show() {
        ConfigFile<SuiteConfig> config = load();
        return posthaste.print(asJson(config.show()), shown -> posthaste.out().print(config.show()));
    }

    @Command(
            headerHeading = "Example: posthaste config check%n%n",
            description = "Read the configuration and name everything that is wrong, with file and line.")
    int check() {
        refuseUnreadable(load().value());
        return posthaste.print(
                Json.object()
                        .put("valid", true)
                        .put("file", posthaste.folder().configFile().toString()),
                checked -> posthaste.out().println(checked.path("file").asText() + " is valid."));
    }

    private static JsonNode asJson(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a start would stumble over, although the file itself is right. */
    private void refuseUnreadable(SuiteConfig config) {
        Stream<Path> paths = Stream.concat(
                Stream.concat(config.tls().certificate().stream(), config.tls().key().stream()),
                config.tls().others().stream().flatMap(other -> Stream.of(other.certificate(), other.key())));
        List<String> problems = paths.map(path -> posthaste.folder().root().resolve(path))
                .filter(path -> !Files.isReadable(path))
                .map(path -> "tls: " + path + " is not there or may not be read by this user")
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private ConfigFile<SuiteConfig> load() {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        return SuiteConfig.load(posthaste.folder(), posthaste.environment());
    }
}
