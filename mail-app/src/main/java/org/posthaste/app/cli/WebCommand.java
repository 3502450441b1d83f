package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code posthaste web}. Confined to the main thread. */
@Command(
        name = "web",
        headerHeading = "Example: posthaste web proxy nginx%n%n",
        description = "The public pages: settings for mail programs, the MTA-STS policy, ACME challenges.",
        synopsisSubcommandLabel = "VERB")
final class WebCommand extends Noun {
    private final Posthaste posthaste;

    WebCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste web show%n%n",
            description = "Show where the pages are served, for which names, and how often they were asked for.")
    int show() {
        return posthaste.act("web.show", Json.object(), this::print);
    }

    private void print(JsonNode site) {
        PrintWriter out = posthaste.out();
        Table listeners = new Table("LISTENER", "ADDRESS");
        site.path("listeners")
                .forEach(listener -> listeners.row(
                        listener.path("name").asText(), listener.path("address").asText()));
        listeners.print(out, "");
        out.println();
        Table pages = new Table("PAGE", "ASKED FOR");
        site.path("pages")
                .properties()
                .forEach(page -> pages.row(page.getKey(), page.getValue().asLong()));
        pages.row("(refused)", site.path("refused").asLong());
        pages.print(out, "");
        out.println();
        List<String> names = new ArrayList<>();
        site.path("names").forEach(name -> names.add(name.asText()));
        out.println("Names: " + String.join(", ", names));
        site.path("notes").forEach(note -> out.println(note.asText()));
    }

    @Command(
            headerHeading = "Example: posthaste web proxy nginx%n%n",
            description = {
                "Print what a web server that has the ports 80 and 443 must be told to hand the pages on.",
                "Without a name it is for the one that has them."
            })
    int proxy(
            @Parameters(paramLabel = "PROGRAM", arity = "0..1", description = "nginx, caddy or apache.")
                    Optional<String> program) {
        var arguments = Json.object();
        program.ifPresent(word -> arguments.put("program", word));
        return posthaste.act("web.proxy", arguments, lines -> {
            PrintWriter out = posthaste.out();
            if (lines.has("note")) {
                out.println("# " + lines.path("note").asText());
            }
            out.print(lines.path("lines").asText());
            List<String> domains = new ArrayList<>();
            lines.path("domains").forEach(domain -> domains.add(domain.asText()));
            if (!domains.isEmpty()) {
                out.println();
                out.println(
                        "# And if " + String.join(" and ", domains)
                                + " should answer for themselves too, which few mail programs need, inside what is there for them:");
                lines.path("domainLines").asText().lines().forEach(line -> out.println("#   " + line));
            }
        });
    }
}
