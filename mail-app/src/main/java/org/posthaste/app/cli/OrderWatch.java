package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;

/** Follows what the server does for certificates, and tells each of them once, until nothing is to be waited for. Confined to the main thread. */
final class OrderWatch {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final PrintWriter out;
    private final Map<String, String> told = new HashMap<>();

    OrderWatch(PrintWriter out) {
        this.out = out;
    }

    /** Follows these certificates, or all; the exit code says whether all are there. */
    int follow(AdminChannel channel, Optional<? extends Set<String>> stems) {
        long begin = System.nanoTime();
        while (true) {
            boolean busy = System.nanoTime() - begin < SETTLE.toNanos();
            boolean complete = true;
            for (JsonNode order : channel.run("certificate.show", Json.object()).path("orders")) {
                if (stems.isEmpty()
                        || stems.get().contains(order.path("certificate").asText())) {
                    boolean working = order.path("working").asBoolean();
                    boolean waits = !order.path("records").isEmpty();
                    busy |= working || waits;
                    complete &= order.path("issued").asBoolean()
                            && order.path("error").asText().isEmpty();
                    if (!working) {
                        tell(order);
                    }
                }
            }
            if (!busy || System.nanoTime() - begin > PATIENCE.toNanos()) {
                out.println(complete ? "Done. Next: posthaste certificate show" : "Next: posthaste certificate show");
                out.flush();
                return complete ? 0 : Reason.PARTLY_DONE.exitCode();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void tell(JsonNode order) {
        String stem = order.path("certificate").asText();
        String now = order.path("issued")
                + order.path("error").asText()
                + order.path("records")
                + order.path("skipped")
                + order.path("note").asText()
                + order.path("renew").asText();
        if (order.path("lastTry").asText().isEmpty()
                && order.path("renew").asText().isEmpty()
                && order.path("skipped").isEmpty()) {
            // Not looked at yet.
            return;
        }
        if (!now.equals(told.put(stem, now))) {
            if (order.path("issued").asBoolean()
                    && order.path("error").asText().isEmpty()
                    && order.path("order").asText().isEmpty()) {
                out.println("  " + OrderLines.label(order) + ": the certificate is there, renewed "
                        + CertificateCommand.distance(order.path("renew").asText()));
            }
            new OrderLines(out).one(order);
            out.flush();
        }
    }
}
