package org.posthaste.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.Json;
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
        load();
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

    private ConfigFile<SuiteConfig> load() {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        return SuiteConfig.load(posthaste.folder(), posthaste.environment());
    }
}
