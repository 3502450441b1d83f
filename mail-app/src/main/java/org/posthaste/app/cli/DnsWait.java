package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.posthaste.app.admin.Json;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Findings;
import org.posthaste.app.doctor.State;

/** {@code posthaste doctor --wait-dns}: asks again until the records that must be there are, and prints each line that changes. Confined to the main thread. */
final class DnsWait {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Posthaste posthaste;
    private final PrintWriter out;
    private final long end;
    private final Map<String, Finding> known = new HashMap<>();

    DnsWait(Posthaste posthaste, Duration timeout) {
        this.posthaste = posthaste;
        this.out = posthaste.out();
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** Waits, and returns the exit code: 0 once all is right, 1 if the time is over before. */
    int run(Optional<String> domain) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            List<Finding> findings = look(domain);
            boolean changed = print(findings);
            List<Finding> open = findings.stream().filter(DnsWait::isOpen).toList();
            if (open.isEmpty()) {
                say("All records that must be there are right.");
                return finish(findings, 0);
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                say("The time is over; " + Text.count(open.size(), "record") + " not right yet.\nNext: posthaste doctor"
                        + domain.map(name -> " " + name).orElse(""));
                return finish(findings, 1);
            }
            // What changes comes in groups: another look soon.
            pause = changed ? FIRST_PAUSE : shorter(pause.multipliedBy(3).dividedBy(2), LONGEST_PAUSE);
            progress(open.size(), pause);
            LockSupport.parkNanos(Math.min(left, pause.toNanos()));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static boolean isOpen(Finding finding) {
        return finding.bad() || finding.required() && finding.state() == State.UNKNOWN;
    }

    /** The channel is closed in between, so that a stopped store is not kept from others. */
    private List<Finding> look(Optional<String> domain) {
        List<Finding> findings = new ArrayList<>();
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            for (String each : domain.map(List::of).orElseGet(() -> DoctorCommand.domains(channel))) {
                for (JsonNode json : channel.run("doctor.records", Json.object().put("domain", each))) {
                    findings.add(Findings.of(json));
                }
            }
        }
        return findings;
    }

    /** Prints what is new; true if something changed since the last look. */
    private boolean print(List<Finding> findings) {
        boolean changed = false;
        for (Finding finding : findings) {
            Finding before = known.put(finding.key(), finding);
            boolean fresh = before == null || before.state() != finding.state();
            changed |= before != null && fresh;
            if (fresh && !posthaste.json()) {
                clear();
                out.println(FindingTable.line(finding, 40));
            }
        }
        out.flush();
        return changed;
    }

    private void progress(int open, Duration pause) {
        if (posthaste.terminal().interactive() && !posthaste.json()) {
            out.print("Waiting for " + Text.count(open, "record") + "; next look in " + pause.toSeconds() + " s ...");
            out.flush();
        }
    }

    private void clear() {
        if (posthaste.terminal().interactive()) {
            out.print("\r\033[K");
        }
    }

    private void say(String text) {
        if (!posthaste.json()) {
            clear();
            out.println(text);
        }
    }

    private int finish(List<Finding> findings, int code) {
        if (posthaste.json()) {
            var list = Json.object().put("right", code == 0);
            var array = list.putArray("findings");
            findings.forEach(finding -> array.add(Findings.json(finding)));
            out.println(Json.pretty(list));
        }
        out.flush();
        return code;
    }
}
