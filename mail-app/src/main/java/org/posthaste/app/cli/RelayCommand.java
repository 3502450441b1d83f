package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste relay}. Confined to the main thread. */
@Command(
        name = "relay",
        headerHeading = "Example: posthaste relay set '*' --via smtp.isp.example:587 --user me --password-stdin%n%n",
        description = "The ways outgoing mail takes.",
        synopsisSubcommandLabel = "VERB")
final class RelayCommand extends Noun {
    private static final String NONE = "none";

    private final Posthaste posthaste;

    RelayCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste relay list%n%n",
            description = "List the routes; whatever is not there goes to the mail exchangers of its domain.")
    int list() {
        return posthaste.act("relay.list", Json.object(), rules -> {
            Table table = new Table("FOR", "VIA", "LOGIN", "TLS", "FROM", "MORE");
            rules.forEach(rule -> table.row(
                    rule.path("pattern").asText(),
                    Text.orDash(rule.path("via").asText()),
                    Text.orDash(rule.path("user").asText()),
                    Text.orDash(rule.path("tls").asText()),
                    Text.orDash((rule.path("source4").asText() + " "
                                    + rule.path("source6").asText())
                            .strip()),
                    Text.orDash(more(rule))));
            table.print(posthaste.out(), "");
        });
    }

    private static String more(JsonNode rule) {
        List<String> more = new ArrayList<>();
        for (String flag : List.of("lmtp", "implicit")) {
            if (!rule.path(flag).asText().isEmpty()) {
                more.add(flag);
            }
        }
        String after = rule.path("after").asText();
        if (!after.isEmpty()) {
            more.add("after " + after + " failures");
        }
        for (String named : List.of("ehlo", "proxy")) {
            if (!rule.path(named).asText().isEmpty()) {
                more.add(named + " " + rule.path(named).asText());
            }
        }
        return String.join(", ", more);
    }

    /** What a route says; shared by nothing, so that its help stands in one place. */
    static final class RouteOptions {
        @Option(
                names = "--via",
                paramLabel = "HOST[:PORT]",
                description = "The host that takes the mail; \"mx\" for the domain's own mail exchangers.")
        Optional<String> via = Optional.empty();

        @Option(names = "--lmtp", description = "The host speaks LMTP.")
        boolean lmtp;

        @Option(names = "--implicit-tls", description = "TLS begins with the connection (as on port 465).")
        boolean implicit;

        @Option(names = "--user", paramLabel = "NAME", description = "Log in there by this name.")
        Optional<String> user = Optional.empty();

        @Option(
                names = "--password-stdin",
                description = "Read the password from the standard input: of --user, or without it of the proxy.")
        boolean passwordStdin;

        @Option(
                names = "--after-failures",
                paramLabel = "N",
                description = "Take this way only after N failed attempts.")
        Optional<String> after = Optional.empty();

        @Option(
                names = "--tls",
                paramLabel = "MODE",
                description = "automatic, opportunistic, require, verify, plain or dane-only.")
        Optional<String> tls = Optional.empty();

        @Option(
                names = "--source",
                paramLabel = "ADDRESS",
                description = "Connect from this address; one of IPv4 and one of IPv6 may be given.")
        List<String> sources = new ArrayList<>();

        @Option(names = "--ehlo", paramLabel = "NAME", description = "What this server calls itself.")
        Optional<String> ehlo = Optional.empty();

        @Option(
                names = "--proxy",
                paramLabel = "socks5://[USER@]HOST:PORT",
                description = "Connect through a SOCKS5 proxy.")
        Optional<String> proxy = Optional.empty();
    }

    @Command(
            headerHeading = "Example: posthaste relay set example.com --tls verify%n%n",
            description = {
                "Say how mail for a domain goes; for .example.com: all domains below; for '*': everything.",
                "What is not named stays as it is; \"none\" takes it away. What a route does not say, the next wider"
                        + " one says."
            })
    int set(@Parameters(paramLabel = "DOMAIN") String pattern, @Mixin RouteOptions options) {
        ObjectNode arguments = Json.object().put("pattern", pattern);
        options.via.ifPresent(via -> arguments.put("via", via));
        if (options.lmtp) {
            arguments.put("lmtp", "yes");
        }
        if (options.implicit) {
            arguments.put("implicit", "yes");
        }
        options.user.ifPresent(user -> arguments.put("user", user));
        options.after.ifPresent(after -> arguments.put("after", after));
        options.tls.ifPresent(tls -> arguments.put("tls", tls));
        for (String source : options.sources) {
            if (source.equals(NONE)) {
                arguments.put("source4", NONE).put("source6", NONE);
            } else {
                arguments.put(source.indexOf(':') >= 0 ? "source6" : "source4", source);
            }
        }
        options.ehlo.ifPresent(ehlo -> arguments.put("ehlo", ehlo));
        options.proxy.ifPresent(proxy -> proxy(proxy, arguments));
        if (options.passwordStdin) {
            String password = Password.given(posthaste.terminal(), true).text();
            boolean ofProxy = options.user.isEmpty() && arguments.has("proxy-user");
            arguments.put(ofProxy ? "proxy-password" : "password", password);
        }
        return posthaste.act("relay.set", arguments, rule -> posthaste
                .out()
                .println("Mail for " + rule.path("pattern").asText() + " goes by this route from now on.\nNext: "
                        + "posthaste relay test " + example(rule.path("pattern").asText())));
    }

    private static String example(String pattern) {
        return pattern.startsWith("*") || pattern.startsWith(".") ? "DOMAIN" : pattern;
    }

    /** Splits the name off, so that what is kept as the proxy can be shown. */
    private static void proxy(String text, ObjectNode arguments) {
        int at = text.lastIndexOf('@');
        int begin = text.indexOf("://") + 3;
        if (at < begin) {
            arguments.put("proxy", text);
            return;
        }
        String user = text.substring(begin, at);
        if (user.indexOf(':') >= 0) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "A password among the arguments can be read by everybody on this host.",
                    "posthaste relay set ... --proxy socks5://USER@HOST:PORT --password-stdin");
        }
        arguments
                .put("proxy", text.substring(0, begin) + text.substring(at + 1))
                .put("proxy-user", user);
    }

    @Command(
            headerHeading = "Example: posthaste relay remove example.com%n%n",
            description = "Forget a route: wider ones are in force, or the domain's mail exchangers.")
    int remove(@Parameters(paramLabel = "DOMAIN") String pattern) {
        return posthaste.act("relay.remove", Json.object().put("pattern", pattern), removed -> posthaste
                .out()
                .println("The route for " + removed.path("pattern").asText() + " is gone."));
    }

    @Command(
            headerHeading = "Example: posthaste relay test example.com%n%n",
            description = "Go the way to a domain without a message, and tell what is met. With an address the host is"
                    + " also asked whether it would take mail for it.")
    int test(@Parameters(paramLabel = "DOMAIN|ADDRESS") String to) {
        return posthaste.act("relay.test", Json.object().put("to", to), steps -> {
            Table table = new Table("", "WHAT", "FOUND", "MS");
            steps.forEach(step -> table.row(
                    step.path("ok").asBoolean() ? "ok" : "NO",
                    step.path("what").asText(),
                    Text.plain(step.path("found").asText()),
                    step.path("ms").asLong()));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste relay tls example.com%n%n",
            description = "Show which TLS policy is in force for a domain's hosts and why, and how TLS went in the last"
                    + " 7 days.")
    int tls(@Parameters(paramLabel = "DOMAIN") String domain) {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        try (AdminChannel channel = AdminChannel.openServing(posthaste.folder())) {
            return posthaste.print(channel.run("relay.tls", Json.object().put("domain", domain)), this::printTls);
        }
    }

    private void printTls(JsonNode tls) {
        if (tls.path("hosts").isEmpty()) {
            posthaste.out().println("No mail exchanger of " + tls.path("domain").asText() + " was found.");
        }
        for (JsonNode host : tls.path("hosts")) {
            posthaste
                    .out()
                    .println(host.path("host").asText() + ": "
                            + host.path("policy").asText() + " ("
                            + host.path("why").asText() + ")");
            host.path("published").forEach(line -> posthaste.out().println("  " + line.asText()));
        }
        if (!tls.path("results").isEmpty()) {
            posthaste.out().println();
            Table table = new Table("DAY", "HOST", "POLICY", "RESULT", "SESSIONS", "REASON");
            tls.path("results")
                    .forEach(result -> table.row(
                            result.path("day").asText(),
                            result.path("host").asText(),
                            result.path("policy").asText(),
                            result.path("result").asText(),
                            result.path("sessions").asText(),
                            Text.orDash(result.path("reason").asText())));
            table.print(posthaste.out(), "");
        }
        for (JsonNode report : tls.path("reports")) {
            posthaste
                    .out()
                    .println("Report of " + report.path("day").asText() + ": "
                            + report.path("state").asText() + " "
                            + report.path("note").asText());
        }
    }
}
