package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.State;

/** Findings for people: grouped by area, the remedy below what is not right. Confined to the main thread. */
final class FindingTable {
    private static final int WIDTH = 100;
    private static final int LONGEST_SUBJECT = 56;
    private static final int LONGEST_RIGHT = 70;
    private static final String INDENT = "           ";

    private final PrintWriter out;

    FindingTable(PrintWriter out) {
        this.out = out;
    }

    /** All findings of one domain, or of the host. */
    void print(String title, List<Finding> findings) {
        out.println(title);
        for (Area area : Area.values()) {
            List<Finding> here =
                    findings.stream().filter(finding -> finding.area() == area).toList();
            if (!here.isEmpty()) {
                out.println();
                out.println("  " + area.title());
                int width = here.stream()
                        .mapToInt(finding ->
                                Math.min(LONGEST_SUBJECT, finding.subject().length()))
                        .max()
                        .orElse(0);
                here.forEach(finding -> print(finding, width));
            }
        }
        out.println();
        out.flush();
    }

    private void print(Finding finding, int width) {
        out.println(line(finding, width));
        if (finding.state() == State.WRONG || finding.state() == State.MISSING) {
            if (!finding.expected().isEmpty()) {
                out.println(INDENT + "  expected: " + Text.plain(finding.expected()));
            }
        }
        wrapped(finding.remedy()).forEach(text -> out.println(INDENT + "  " + text));
    }

    /** State, subject and what was found. */
    static String line(Finding finding, int width) {
        String found = Text.plain(finding.published());
        String shown = finding.state() == State.RIGHT && found.length() > LONGEST_RIGHT
                ? found.substring(0, LONGEST_RIGHT) + "..."
                : found;
        String state = finding.state() == State.MISSING && !finding.required()
                ? "optional"
                : finding.state().word();
        return String.format(Locale.ROOT, "  %-8s %-" + Math.max(1, width) + "s  %s", state, finding.subject(), shown)
                .stripTrailing();
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Text.plain(text).split(" ")) {
            if (line.length() > 0 && line.length() + word.length() + 1 > WIDTH - INDENT.length()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** How many of each, and what to type next. */
    void summary(List<Finding> findings, Optional<String> domain, boolean serving) {
        List<String> counts = new ArrayList<>();
        for (State state : State.values()) {
            long count = findings.stream()
                    .filter(finding -> finding.state() == state)
                    .count();
            if (count > 0) {
                counts.add(count + " " + state.word());
            }
        }
        out.println(String.join(", ", counts) + ".");
        String object = domain.orElse("DOMAIN");
        boolean bad = findings.stream().anyMatch(Finding::bad);
        if (!serving) {
            out.println("No server runs here, so some checks were skipped.\nNext: posthaste serve");
        } else if (bad) {
            out.println("Next: posthaste domain dns " + object + "  (all records to publish)\n      posthaste doctor "
                    + domain.map(name -> name + " ").orElse("") + "--wait-dns  (to see them turn right)");
        } else if (nothingKnown(findings)) {
            out.println("The DNS tells nothing, so nothing is known.\nNext: posthaste doctor  (it examines the resolver"
                    + " too), or the same again later");
        } else {
            out.println("Next: nothing; the server looks again every day and tells the postmaster what has changed.");
        }
    }

    /** True if no check came to a result. */
    static boolean nothingKnown(List<Finding> findings) {
        return !findings.isEmpty()
                && findings.stream()
                        .allMatch(finding -> finding.state() == State.UNKNOWN || finding.state() == State.SKIPPED);
    }
}
