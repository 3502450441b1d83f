package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste report}. Confined to the main thread. */
@Command(
        name = "report",
        headerHeading = "Example: posthaste report dmarc example.org%n%n",
        description =
                "What other hosts report of your domains' mail and of TLS with this server, and what is reported to"
                        + " them.",
        synopsisSubcommandLabel = "VERB")
final class ReportCommand extends Noun {
    private final Posthaste posthaste;

    ReportCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    private static ObjectNode period(String domain, int weeks) {
        return Json.object().put("domain", domain).put("weeks", weeks);
    }

    @Command(
            headerHeading = "Example: posthaste report dmarc example.org --weeks 4%n%n",
            description =
                    "Who sends mail with a domain's name, whether it passes SPF and DKIM, and whether a strict DMARC"
                            + " policy is safe.")
    int dmarc(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = "--weeks",
                            paramLabel = "N",
                            defaultValue = "4",
                            description = "Of so many weeks (default: 4).")
                    int weeks) {
        return posthaste.act("report.dmarc", period(domain, weeks), this::printDmarc);
    }

    private void printDmarc(JsonNode picture) {
        head(picture);
        if (!picture.path("sources").isEmpty()) {
            Table table = new Table("SENDER", "MESSAGES", "PASS", "FAIL", "BY DKIM", "BY SPF", "STOPPED", "ADDRESSES");
            picture.path("sources")
                    .forEach(source -> table.row(
                            Text.plain(source.path("source").asText()) + note(source),
                            source.path("messages").asLong(),
                            source.path("passed").asLong(),
                            source.path("failed").asLong(),
                            source.path("byDkim").asLong(),
                            source.path("bySpf").asLong(),
                            source.path("stopped").asLong(),
                            Text.plain(addresses(source.path("addresses")))));
            table.print(posthaste.out(), "");
            posthaste.out().println();
        }
        conclusion(picture);
    }

    private static String note(JsonNode source) {
        return switch (source.path("kind").asText()) {
            case "forwarded" -> " (forwarded)";
            case "changed" -> " (changed on the way)";
            case "unknown" -> " (unknown)";
            default -> "";
        };
    }

    private static String addresses(JsonNode addresses) {
        StringBuilder text = new StringBuilder();
        addresses.forEach(address -> text.append(text.isEmpty() ? "" : ", ").append(address.asText()));
        return text.toString();
    }

    private void head(JsonNode picture) {
        posthaste
                .out()
                .println(Text.count(picture.path("reports").asLong(), "report") + " about "
                        + picture.path("domain").asText() + " since "
                        + picture.path("since").asText().substring(0, 10) + ", from "
                        + Text.count(picture.path("reporters").size(), "reporter") + ", on "
                        + Text.count(picture.path("days").asLong(), "day") + ".");
        String policy = picture.path("policy").asText();
        if (!policy.isEmpty()) {
            posthaste.out().println("Policy they saw: " + Text.plain(policy));
        }
        posthaste.out().println();
    }

    private void conclusion(JsonNode picture) {
        posthaste.out().println(Text.plain(picture.path("conclusion").asText()));
        picture.path("advice").forEach(advice -> posthaste.out().println("- " + Text.plain(advice.asText())));
    }

    @Command(
            headerHeading = "Example: posthaste report tls example.org --weeks 4%n%n",
            description = "How TLS to a domain's hosts went, as other hosts report it, and what to do about failures.")
    int tls(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(
                            names = "--weeks",
                            paramLabel = "N",
                            defaultValue = "4",
                            description = "Of so many weeks (default: 4).")
                    int weeks) {
        return posthaste.act("report.tls", period(domain, weeks), this::printTls);
    }

    private void printTls(JsonNode picture) {
        head(picture);
        if (!picture.path("failures").isEmpty()) {
            Table table = new Table("HOST", "SESSIONS", "FAILURE", "REASON");
            picture.path("failures")
                    .forEach(failure -> table.row(
                            Text.orDash(Text.plain(failure.path("host").asText())),
                            failure.path("sessions").asLong(),
                            Text.plain(failure.path("result").asText()),
                            Text.orDash(Text.plain(failure.path("reason").asText()))));
            table.print(posthaste.out(), "");
            posthaste.out().println();
        }
        conclusion(picture);
    }

    @Command(
            headerHeading = "Example: posthaste report list example.org%n%n",
            description =
                    "List the reports that came, the latest first. PROVED BY names the domain that proved to have sent"
                            + " it; reports of nobody are not counted.")
    int list(
            @Parameters(paramLabel = "DOMAIN", arity = "0..1") Optional<String> domain,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many (default: 100).")
                    int limit) {
        ObjectNode arguments = Json.object().put("limit", limit);
        domain.ifPresent(text -> arguments.put("domain", text));
        return posthaste.act("report.list", arguments, reports -> {
            Table table = new Table("ID", "RECEIVED", "KIND", "ABOUT", "REPORTER", "PROVED BY", "COUNTED", "FAILED");
            reports.forEach(report -> table.row(
                    report.path("id").asLong(),
                    report.path("received").asText().substring(0, 10),
                    report.path("kind").asText(),
                    Text.orDash(Text.plain(report.path("about").asText())),
                    reporter(report),
                    Text.orDash(report.path("authenticated").asText()),
                    report.path("counted").asLong(),
                    report.path("failed").asLong()));
            table.print(posthaste.out(), "");
        });
    }

    private static String reporter(JsonNode report) {
        String unread = report.path("unread").asText();
        return Text.plain(
                unread.isEmpty() ? Text.orDash(report.path("organization").asText()) : "(not read: " + unread + ")");
    }

    @Command(
            headerHeading = "Example: posthaste report show 12%n%n",
            description = "Show a report with its rows; numbers are those of the list.")
    int show(@Parameters(paramLabel = "ID") long id) {
        return posthaste.act("report.show", Json.object().put("id", id), report -> {
            for (String field : new String[] {
                "kind",
                "about",
                "organization",
                "contact",
                "reportId",
                "authenticated",
                "begins",
                "ends",
                "received",
                "message",
                "policy",
                "unread"
            }) {
                String value = Text.plain(report.path(field).asText());
                if (!value.isEmpty()) {
                    posthaste.out().printf("%-14s %s%n", field, value);
                }
            }
            posthaste.out().println();
            details(report);
        });
    }

    private void details(JsonNode report) {
        boolean dmarc = report.path("kind").asText().equals("dmarc");
        Table table = dmarc
                ? new Table("SOURCE", "MESSAGES", "POLICY", "DKIM", "SPF", "FROM", "RESULTS")
                : new Table("HOST", "SESSIONS", "POLICY", "RESULT", "SENDER", "REASON");
        report.path("details").forEach(row -> {
            if (dmarc) {
                table.row(
                        Text.orDash(Text.plain(row.path("source").asText())),
                        row.path("messages").asLong(),
                        row.path("disposition").asText(),
                        row.path("dkimAligned").asBoolean() ? "pass" : "fail",
                        row.path("spfAligned").asBoolean() ? "pass" : "fail",
                        Text.orDash(Text.plain(row.path("headerFrom").asText())),
                        Text.plain(results(row)));
            } else {
                table.row(
                        Text.orDash(Text.plain(row.path("host").asText())),
                        row.path("sessions").asLong(),
                        Text.plain(row.path("policy").asText()),
                        Text.plain(row.path("result").asText()),
                        Text.orDash(Text.plain(row.path("sending").asText())),
                        Text.orDash(Text.plain(row.path("reason").asText())));
            }
        });
        table.print(posthaste.out(), "");
    }

    private static String results(JsonNode row) {
        String spf = row.path("spf").asText();
        String override = row.path("override").asText();
        return (row.path("dkim").asText()
                        + (spf.isEmpty() ? "" : " spf:" + spf)
                        + (override.isEmpty() ? "" : " (" + override + ")"))
                .strip();
    }

    @Command(
            headerHeading = "Example: posthaste report send%n%n",
            description =
                    "Send the DMARC reports of past days that are due, now and not in the night. With a DOMAIN: tell it"
                            + " of today so far as well, to see whether reports arrive there.")
    int send(@Parameters(paramLabel = "DOMAIN", arity = "0..1") Optional<String> domain) {
        ObjectNode arguments = Json.object();
        domain.ifPresent(text -> arguments.put("domain", text));
        return posthaste.act("report.send", arguments, sent -> {
            if (sent.isEmpty()) {
                posthaste.out().println("Nothing is to be reported.");
                return;
            }
            Table table = new Table("DOMAIN", "DAY", "STATE", "NOTE");
            sent.forEach(each -> table.row(
                    each.path("domain").asText(),
                    each.path("day").asText(),
                    each.path("state").asText(),
                    Text.orDash(Text.plain(each.path("note").asText()))));
            table.print(posthaste.out(), "");
        });
    }
}
