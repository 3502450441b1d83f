package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste alias}. Confined to the main thread. */
@Command(
        name = "alias",
        headerHeading = "Example: posthaste alias add sales@example.org bob@example.org ann@elsewhere.example%n%n",
        description = "Addresses that lead to other addresses.",
        synopsisSubcommandLabel = "VERB")
final class AliasCommand extends Noun {
    private final Posthaste posthaste;

    AliasCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste alias list%n%n",
            description = "List all aliases, or those of one domain.")
    int list(@Parameters(paramLabel = "DOMAIN", arity = "0..1") Optional<String> domain) {
        ObjectNode arguments = Json.object();
        domain.ifPresent(name -> arguments.put("domain", name));
        return posthaste.act("alias.list", arguments, aliases -> {
            Table table = new Table("ALIAS", "LEADS TO");
            aliases.forEach(alias -> table.row(alias.path("alias").asText(), targets(alias)));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste alias add sales@example.org bob@example.org%n%n",
            description = "Add targets to an alias, making it if needed.")
    int add(
            @Parameters(paramLabel = "ALIAS") String alias,
            @Parameters(paramLabel = "ADDRESS", arity = "1..*") List<String> addresses) {
        return posthaste.act("alias.add", arguments(alias, addresses), this::shown);
    }

    @Command(
            headerHeading = "Example: posthaste alias remove sales@example.org bob@example.org --yes%n%n",
            description = "Remove targets of an alias, or without any the whole alias.")
    int remove(
            @Parameters(paramLabel = "ALIAS") String alias,
            @Parameters(paramLabel = "ADDRESS", arity = "0..*") List<String> addresses,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        List<String> targets = Optional.ofNullable(addresses).orElse(List.of());
        posthaste.confirm(
                yes,
                alias,
                targets.isEmpty()
                        ? "Mail to " + alias + " will be refused from now on."
                        : "Mail to " + alias + " will no longer reach " + String.join(", ", targets) + ".",
                ("posthaste alias remove " + alias + " " + String.join(" ", targets)).strip());
        return posthaste.act("alias.remove", arguments(alias, targets), removed -> {
            if (removed.path("removed").asBoolean()) {
                posthaste.out().println(removed.path("alias").asText() + " removed.");
            } else {
                shown(removed);
            }
        });
    }

    private void shown(JsonNode alias) {
        posthaste.out().println(alias.path("alias").asText() + " leads to " + targets(alias) + ".");
    }

    private static ObjectNode arguments(String alias, List<String> addresses) {
        ObjectNode arguments = Json.object().put("alias", alias);
        ArrayNode targets = arguments.putArray("targets");
        addresses.forEach(targets::add);
        return arguments;
    }

    private static String targets(JsonNode alias) {
        List<String> targets = new ArrayList<>();
        alias.path("targets").forEach(target -> targets.add(target.asText()));
        return String.join(", ", targets);
    }
}
