package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Set;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Findings;

/** {@code doctor}: the host, a domain, or only a domain's records. Thread-safe. */
final class DoctorActions {
    private DoctorActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction(
                        "doctor.host",
                        Set.of(),
                        (context, arguments) -> json(context.doctor().host())),
                new AdminAction(
                        "doctor.domain",
                        Set.of("domain"),
                        (context, arguments) -> json(context.doctor().domain(domain(context, arguments)))),
                new AdminAction(
                        "doctor.records",
                        Set.of("domain"),
                        (context, arguments) -> json(context.doctor().records(domain(context, arguments)))));
    }

    private static String domain(AdminContext context, Arguments arguments) {
        return DomainActions.known(context.store().directory(), arguments.domain("domain"))
                .name();
    }

    private static JsonNode json(List<Finding> findings) {
        ArrayNode list = Json.array();
        findings.forEach(finding -> list.add(Findings.json(finding)));
        return list;
    }
}
