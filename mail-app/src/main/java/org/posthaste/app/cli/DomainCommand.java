package org.posthaste.app.cli;

import java.util.Optional;
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
        return posthaste.act(
                "domain.show", Json.object().put("domain", domain), shown -> Text.fields(posthaste.out(), shown));
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
        return posthaste.act("domain.remove", Json.object().put("domain", domain), removed -> posthaste
                .out()
                .println(removed.path("domain").asText() + " removed."));
    }
}
