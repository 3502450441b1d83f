package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste domain}. Confined to the main thread. */
@Command(
        name = "domain",
        headerHeading = "Example: posthaste domain add example.org%n%n",
        description = "The domains whose mail is received here.",
        synopsisSubcommandLabel = "VERB")
final class DomainCommand extends Noun {
    private final Posthaste posthaste;

    DomainCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(headerHeading = "Example: posthaste domain list%n%n", description = "List all domains.")
    int list() {
        return posthaste.act("domain.list", Json.object(), domains -> {
            Table table = new Table("DOMAIN", "USERS", "ALIASES", "CATCH-ALL");
            domains.forEach(domain -> table.row(
                    domain.path("domain").asText(),
                    domain.path("users").asLong(),
                    domain.path("aliases").asLong(),
                    Text.orDash(domain.path("catchAll").asText())));
            table.print(posthaste.out(), "");
        });
    }

    @Command(headerHeading = "Example: posthaste domain show example.org%n%n", description = "Show one domain.")
    int show(@Parameters(paramLabel = "DOMAIN") String domain) {
        return posthaste.act("domain.show", Json.object().put("domain", domain), this::printDomain);
    }

    private void printDomain(JsonNode shown) {
        ObjectNode single = shown.deepCopy();
        JsonNode keys = single.remove("keys");
        Text.fields(posthaste.out(), single);
        if (keys == null || keys.isEmpty()) {
            posthaste.out().println("Keys           none yet");
            return;
        }
        posthaste.out().println();
        Table table = new Table("KEY", "ALGORITHM", "STATE", "SINCE");
        keys.forEach(key -> table.row(
                key.path("selector").asText(),
                key.path("algorithm").asText(),
                key.path("state").asText(),
                key.path("since").asText().substring(0, 10)));
        table.print(posthaste.out(), "");
    }

    @Command(
            headerHeading = "Example: posthaste domain add example.org%n%n",
            description = "Receive mail for a domain. Adding one that is there already changes nothing.")
    int add(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = "--catch-all",
                            paramLabel = "ADDRESS",
                            description = "Where mail for unknown users of the domain goes.")
                    Optional<String> catchAll) {
        var arguments = Json.object().put("domain", domain);
        catchAll.ifPresent(address -> arguments.put("catchAll", address));
        return posthaste.act("domain.add", arguments, added -> {
            String name = added.path("domain").asText();
            posthaste.out().println(name + (added.path("added").asBoolean() ? " added." : " was there already."));
            posthaste.out().println("Next: posthaste user add NAME@" + name);
            posthaste.out().println("      posthaste domain dns " + name + " (the records its DNS needs)");
            posthaste.out().println("      posthaste doctor " + name + " (whether they are there)");
        });
    }

    @Command(
            headerHeading = "Example: posthaste domain set example.org --catch-all bob@example.org%n%n",
            description = "Change a domain.")
    int set(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = "--catch-all",
                            paramLabel = "ADDRESS",
                            description = "Where mail for unknown users of the domain goes.")
                    Optional<String> catchAll,
            @Option(names = "--no-catch-all", description = "Refuse mail for unknown users of the domain.")
                    boolean noCatchAll) {
        if (catchAll.isPresent() == noCatchAll) {
            throw new AdminRefusal(
                    Reason.USAGE, "Say either --catch-all ADDRESS or --no-catch-all.", "posthaste domain set --help");
        }
        return posthaste.act(
                "domain.set",
                Json.object().put("domain", domain).put("catchAll", catchAll.orElse("")),
                shown -> Text.fields(posthaste.out(), shown));
    }

    @Command(
            headerHeading = "Example: posthaste domain dns example.org --form%n%n",
            description = {
                "Print every record that the DNS should have for a domain: as a piece of its zone file, as a table for"
                        + " the forms of DNS providers, or with --json as a list.",
                "What belongs into other zones is printed as comments: names of addresses, and the host's own records if"
                        + " it is in another domain."
            })
    int dns(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--zone", description = "A piece of a zone file (this is the default).") boolean zone,
            @Option(
                            names = "--form",
                            description =
                                    "A table: relative names, priority, weight and port apart, texts in one piece.")
                    boolean form,
            @Option(
                            names = "--address",
                            paramLabel = "ADDRESS",
                            split = ",",
                            description = "A public address of this host, if its interfaces do not have it. To keep:"
                                    + " publish.addresses in posthaste.yaml.")
                    @Nullable
                    List<String> addresses) {
        if (zone && form) {
            throw new AdminRefusal(
                    Reason.USAGE, "Say either --zone or --form.", "posthaste domain dns " + domain + " --help");
        }
        ObjectNode arguments = Json.object().put("domain", domain);
        if (addresses != null) {
            arguments.put("addresses", String.join(",", addresses));
        }
        if (!posthaste.json()) {
            arguments.put("form", form ? "table" : "zone");
        }
        return posthaste.act("domain.dns", arguments, records -> posthaste
                .out()
                .print(records.path("text").asText()));
    }

    @Command(
            name = "rotate-keys",
            headerHeading = "Example: posthaste domain rotate-keys example.org%n%n",
            description = {
                "Change the keys that a domain's mail is signed with. New ones are made, and their records printed.",
                "The old ones sign until the running server has seen these records in the DNS; after that their own"
                        + " records stay for 7 days. Typed again meanwhile, it prints the same records."
            })
    int rotateKeys(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--now", description = "Sign with the new keys at once, published or not.") boolean now) {
        ObjectNode arguments = Json.object().put("domain", domain).put("now", now);
        return posthaste.act("domain.rotateKeys", arguments, this::printRotation);
    }

    private void printRotation(JsonNode rotated) {
        PrintWriter out = posthaste.out();
        String domain = rotated.path("domain").asText();
        boolean signing = rotated.path("signing").asBoolean();
        out.println(
                rotated.path("made").asBoolean()
                        ? "New keys for " + domain + ". Put these records into its DNS:"
                        : "The new keys of " + domain + " were made already. Their records:");
        out.println();
        rotated.path("zone").forEach(line -> out.println(line.asText()));
        out.println();
        out.println(
                signing
                        ? "They sign from now on. The records of the old keys must stay for 7 days more."
                        : "They sign once the running server has seen these records; the old keys do until then, and"
                                + " their records must stay.");
        out.println("Next: posthaste domain show " + domain + " (which keys sign)");
        out.println("      posthaste domain dns " + domain + " (all records, and which can go)");
    }

    @Command(
            headerHeading = "Example: posthaste domain remove example.org --yes%n%n",
            description = "Stop receiving mail for a domain. Its users and aliases must be removed before.")
    int remove(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        posthaste.confirm(
                yes,
                domain,
                "Mail for " + domain + " will be refused from now on.",
                "posthaste domain remove " + domain);
        return posthaste.act("domain.remove", Json.object().put("domain", domain), removed -> {
            posthaste.out().println(removed.path("domain").asText() + " removed.");
            String keys = removed.path("keysFolder").asText();
            if (!keys.isEmpty()) {
                posthaste
                        .out()
                        .println("Its keys are kept in " + keys
                                + ", in case it comes back; delete them if it does not.");
            }
        });
    }
}
