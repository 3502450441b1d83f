package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;

/** {@code posthaste status}. Confined to the main thread. */
@Command(
        name = "status",
        headerHeading = "Example: posthaste status%n%n",
        description = "Is it up? Ports, sessions, store, disk, certificate. Exit code 0 only when it serves, else 3.")
final class StatusCommand implements Callable<Integer> {
    private final Posthaste posthaste;

    StatusCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        try (AdminChannel channel = AdminChannel.openServing(posthaste.folder())) {
            return posthaste.print(channel.run("status", Json.object()), this::print);
        }
    }

    private void print(JsonNode status) {
        PrintWriter out = posthaste.out();
        out.println("Posthaste " + status.path("version").asText() + " serves "
                + status.path("hostname").asText() + " (process "
                + status.path("pid").asLong() + ", up "
                + Text.duration(status.path("uptimeSeconds").asLong()) + ")");
        out.println();
        Table listeners = new Table("LISTENER", "ADDRESS", "TLS");
        status.path("listeners")
                .forEach(listener -> listeners.row(
                        listener.path("name").asText(),
                        listener.path("address").asText(),
                        listener.path("tls").asText()));
        listeners.print(out, "  ");
        out.println();
        JsonNode sessions = status.path("sessions");
        line(
                out,
                "Sessions",
                sessions.path("smtp").asLong() + " SMTP, "
                        + sessions.path("imap").asLong() + " IMAP, "
                        + sessions.path("pop3").asLong() + " POP3");
        JsonNode store = status.path("store");
        line(
                out,
                "Store",
                Text.count(store.path("users").asLong(), "user") + ", "
                        + Text.count(store.path("messages").asLong(), "message") + ", "
                        + Text.octets(store.path("packOctets").asLong()) + " mail, "
                        + Text.octets(store.path("databaseOctets").asLong()) + " database");
        long unindexed = store.path("unindexedMessages").asLong();
        if (unindexed > 0) {
            line(out, "Text index", Text.count(unindexed, "message") + " to be indexed; searches read them meanwhile");
        }
        queue(out, status.path("queue"), status.path("relay"));
        status.path("relay").path("failing").forEach(lane -> line(out, "  waits", failing(lane)));
        JsonNode web = status.path("web");
        line(
                out,
                "Web",
                Text.count(web.path("requests").asLong(), "request") + ", "
                        + web.path("pages").path("notFound").asLong() + " not found, "
                        + web.path("refused").asLong() + " refused");
        line(out, "Disk", Text.octets(store.path("freeOctets").asLong()) + " free");
        JsonNode memory = status.path("memory");
        line(
                out,
                "Memory",
                Text.octets(memory.path("heapUsedOctets").asLong()) + " of "
                        + Text.octets(memory.path("heapMaxOctets").asLong()) + " heap");
        JsonNode dns = status.path("dns");
        List<String> resolvers = new ArrayList<>();
        dns.path("servers").forEach(server -> resolvers.add(server.asText()));
        line(
                out,
                "DNS",
                String.join(", ", resolvers) + ": " + dns.path("state").asText() + "; "
                        + dns.path("note").asText());
        status.path("certificates").forEach(certificate -> line(out, "Certificate", certificate(certificate)));
        status.path("warnings").forEach(warning -> line(out, "WARNING", warning.asText()));
    }

    private static void queue(PrintWriter out, JsonNode queue, JsonNode relay) {
        String oldest = queue.path("oldest").asText();
        StringBuilder text =
                new StringBuilder(Text.count(queue.path("recipients").asLong(), "recipient"));
        if (!oldest.isEmpty()) {
            Duration age = Duration.between(Instant.parse(oldest), Instant.now());
            text.append(", oldest ").append(Text.duration(Math.max(0, age.toSeconds())));
        }
        long connections = relay.path("connections").asLong();
        if (connections > 0) {
            text.append(", ").append(relay.path("delivering").asLong()).append(" being sent over ");
            text.append(Text.count(connections, "connection"));
        }
        long held = queue.path("held").asLong();
        text.append(held > 0 ? ", " + held + " held (posthaste queue list --held)" : "");
        line(out, "Queue", text.toString());
    }

    private static String failing(JsonNode lane) {
        return lane.path("lane").asText() + " until " + lane.path("nextTry").asText() + ": "
                + lane.path("reason").asText();
    }

    private static String certificate(JsonNode certificate) {
        List<String> names = new ArrayList<>();
        certificate.path("names").forEach(name -> names.add(name.asText()));
        return String.join(", ", names) + ": " + certificate.path("daysLeft").asLong() + " days left"
                + (certificate.path("selfSigned").asBoolean() ? ", self-signed" : "");
    }

    private static void line(PrintWriter out, String label, String value) {
        out.printf(Locale.ROOT, "%-12s %s%n", label, value);
    }
}
