package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The settings for a mail program, in the words and the order of its dialog. Thread-safe. */
final class ClientTable {
    private static final Map<String, String> HEADINGS = Map.of(
            "imap", "INCOMING (IMAP)",
            "pop3", "OR INCOMING (POP3)",
            "smtp", "OUTGOING (SMTP)");

    private ClientTable() {}

    /** Prints the settings that {@code user show} and {@code user add} return as {@code client}. */
    static void print(PrintWriter out, JsonNode client, String password) {
        List<String> uses =
                List.of("imap", "smtp", "pop3").stream().filter(client::has).toList();
        out.println("In Thunderbird choose \"Configure manually\", in Outlook \"Advanced setup\", and type:");
        out.println();
        List<String> headings = new ArrayList<>(List.of(""));
        uses.forEach(use -> headings.add(HEADINGS.getOrDefault(use, use)));
        Table table = new Table(headings.toArray(String[]::new));
        row(table, uses, "Server", use -> client.path("server").asText());
        row(table, uses, "Port", use -> client.path(use).path(0).path("port").asText());
        row(table, uses, "Security", use -> client.path(use)
                .path(0)
                .path("security")
                .asText());
        if (uses.stream().anyMatch(use -> client.path(use).size() > 1)) {
            row(table, uses, "or instead", use -> alternative(client.path(use).path(1)));
        }
        row(table, uses, "Authentication", use -> "normal password");
        row(table, uses, "User name", use -> client.path("user").asText());
        row(table, uses, "Password", use -> password);
        table.print(out, "  ");
        out.println();
    }

    private static String alternative(JsonNode service) {
        return service.isMissingNode()
                ? "-"
                : service.path("port").asText() + " with "
                        + service.path("security").asText();
    }

    private static void row(
            Table table, List<String> uses, String label, java.util.function.Function<String, String> cell) {
        List<String> cells = new ArrayList<>(List.of(label));
        uses.forEach(use -> cells.add(cell.apply(use)));
        table.row(cells.toArray());
    }
}
