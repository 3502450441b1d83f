package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Arguments;
import org.posthaste.app.admin.Json;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Findings;
import org.posthaste.app.doctor.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste doctor}. Confined to the main thread. */
@Command(
        name = "doctor",
        headerHeading = "Example: posthaste doctor example.org --wait-dns%n%n",
        description = {
            "Find out what keeps mail from coming and going, and how to mend it: the DNS records of a domain, or of all"
                    + " domains, and this host.",
            "Exit code 0: all is right (warnings are allowed); 1: something is wrong or missing; 3: nothing is, but no"
                    + " server runs."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Posthaste posthaste;

    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "Only this domain.")
    private Optional<String> domain = Optional.empty();

    @Option(
            names = "--wait-dns",
            description = "Ask the name servers again and again until all records that must be there are right.")
    private boolean waitDns;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long --wait-dns waits (default: 1h).")
    private String timeout = "1h";

    DoctorCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        Optional<String> named = domain.map(Arguments::domainOf);
        return waitDns
                ? new DnsWait(posthaste, Since.duration(timeout, "--timeout", "posthaste doctor --help")).run(named)
                : examine(named);
    }

    private int examine(Optional<String> named) {
        Map<String, List<Finding>> all = new LinkedHashMap<>();
        boolean serving;
        Set<String> seen = new HashSet<>();
        FindingTable table = new FindingTable(posthaste.out());
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            serving = channel.serving();
            List<String> domains = named.map(List::of).orElseGet(() -> domains(channel));
            for (String each : domains) {
                progress("Asking the name servers of " + each + " ...");
                take(all, seen, each, channel.run("doctor.domain", Json.object().put("domain", each)));
                show(table, each, all);
            }
            if (named.isEmpty()) {
                progress("Examining this host ...");
                take(all, seen, "", channel.run("doctor.host", Json.object()));
                show(table, "", all);
            }
        }
        List<Finding> findings = all.values().stream().flatMap(List::stream).toList();
        boolean bad = findings.stream().anyMatch(Finding::bad);
        if (posthaste.json()) {
            posthaste.out().println(Json.pretty(json(all, serving, !bad)));
        } else {
            table.summary(findings, named, serving);
        }
        posthaste.out().flush();
        if (bad) {
            return 1;
        }
        if (FindingTable.nothingKnown(findings)) {
            return Reason.PARTLY_DONE.exitCode();
        }
        return serving ? 0 : Reason.UNREACHABLE.exitCode();
    }

    static List<String> domains(AdminChannel channel) {
        List<String> domains = new ArrayList<>();
        channel.run("domain.list", Json.object())
                .forEach(each -> domains.add(each.path("domain").asText()));
        return domains;
    }

    /** Records of the host stand under each domain; they are shown once. */
    private static void take(Map<String, List<Finding>> all, Set<String> seen, String scope, JsonNode list) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode json : list) {
            Finding finding = Findings.of(json);
            if (seen.add(finding.key())) {
                findings.add(finding);
            }
        }
        all.put(scope, findings);
    }

    private void show(FindingTable table, String scope, Map<String, List<Finding>> all) {
        if (!posthaste.json()) {
            progress("");
            table.print(scope.isEmpty() ? "This host" : scope, all.getOrDefault(scope, List.of()));
        }
    }

    /** One line that the next one overwrites, for people only. */
    private void progress(String text) {
        if (posthaste.terminal().interactive() && !posthaste.json()) {
            posthaste.out().print("\r\033[K" + text);
            posthaste.out().flush();
        }
    }

    private static ObjectNode json(Map<String, List<Finding>> all, boolean serving, boolean right) {
        ObjectNode json = Json.object().put("right", right).put("serving", serving);
        ObjectNode counts = json.putObject("counts");
        for (State state : State.values()) {
            counts.put(
                    state.word(),
                    all.values().stream()
                            .flatMap(List::stream)
                            .filter(finding -> finding.state() == state)
                            .count());
        }
        ArrayNode findings = json.putArray("findings");
        all.forEach((scope, list) ->
                list.forEach(finding -> findings.add(Findings.json(finding).put("domain", scope))));
        return json;
    }
}
