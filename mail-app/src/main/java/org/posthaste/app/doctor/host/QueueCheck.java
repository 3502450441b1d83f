package org.posthaste.app.doctor.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.mailstore.StoreHealth;

/** Mail for other hosts moves: nothing is held for long or stuck. */
public final class QueueCheck implements Check {
    private static final Duration LONG = Duration.ofHours(12);
    private static final int MANY_LANES = 5;

    @Override
    public String purpose() {
        return "Queue";
    }

    @Override
    public Area area() {
        return Area.QUEUE;
    }

    @Override
    public List<Finding> examine(Surroundings around) {
        StoreHealth.Queue queue = around.store().health().queue();
        List<Finding> findings = new ArrayList<>();
        if (queue.held() > 0) {
            findings.add(Finding.warning(
                    area(),
                    "Held mail",
                    queue.held() + " recipients wait to be released",
                    "Look why, then let them go or remove them: posthaste queue list --held"));
        }
        Duration age = queue.oldest()
                .map(oldest -> Duration.between(oldest, around.clock().instant()))
                .orElse(Duration.ZERO);
        if (age.compareTo(LONG) > 0) {
            findings.add(Finding.warning(
                    area(),
                    "Oldest mail",
                    "has waited " + age.toHours() + " hours; " + queue.recipients() + " recipients wait",
                    "See what stands in its way: posthaste queue list"));
        }
        around.status().ifPresent(status -> failing(status.get().path("relay").path("failing"), findings));
        return findings.isEmpty()
                ? List.of(Finding.right(area(), purpose(), queue.recipients() + " recipients wait, none for long"))
                : findings;
    }

    private void failing(JsonNode lanes, List<Finding> findings) {
        if (lanes.size() >= MANY_LANES) {
            findings.add(Finding.warning(
                    area(),
                    "Failing ways",
                    lanes.size() + " hosts cannot be reached, such as "
                            + lanes.path(0).path("lane").asText() + ": "
                            + lanes.path(0).path("reason").asText(),
                    "So many at once speak of a cause here: see \"Reachability\" and \"Resolver\" above."));
        }
    }
}
