package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;

/** What is to be said of each certificate that ACME sees to. Confined to the main thread. */
final class OrderLines {
    private final PrintWriter out;

    OrderLines(PrintWriter out) {
        this.out = out;
    }

    /** Those of which there is something to say. */
    void print(JsonNode orders) {
        orders.forEach(this::one);
    }

    /** What a person calls the certificate: its host or domain. */
    static String label(JsonNode order) {
        String stem = order.path("certificate").asText();
        return stem.substring(stem.indexOf('.') + 1);
    }

    /** One of them. */
    void one(JsonNode order) {
        String name = label(order);
        if (!order.path("error").asText().isEmpty()) {
            out.println("  " + name + ": " + Text.plain(order.path("error").asText())
                    + (order.path("nextTry").asText().isEmpty()
                            ? ""
                            : " (tried again "
                                    + CertificateCommand.distance(
                                            order.path("nextTry").asText()) + ")"));
        }
        for (Map.Entry<String, JsonNode> skipped : order.path("skipped").properties()) {
            out.println("  " + skipped.getKey() + ": left out, "
                    + Text.plain(skipped.getValue().asText()));
        }
        for (Map.Entry<String, JsonNode> refused : order.path("refused").properties()) {
            out.println("  " + refused.getKey() + ": left out until "
                    + refused.getValue().path("until").asText() + ", "
                    + Text.plain(refused.getValue().path("reason").asText()));
        }
        if (!order.path("note").asText().isEmpty()) {
            out.println("  " + name + ": " + order.path("note").asText());
        }
        for (JsonNode record : order.path("records")) {
            out.println("    " + record.path("name").asText() + ". TXT \""
                    + record.path("value").asText() + "\"");
        }
        if (order.has("nextTlsa")) {
            out.println(
                    "    the next key's record: TLSA " + order.path("nextTlsa").asText());
        }
    }
}
