package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthaste.app.HostFacts;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.records.DomainRecords;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.FormText;
import org.posthaste.app.records.HostRecords;
import org.posthaste.app.records.RecordJson;
import org.posthaste.app.records.ZoneText;
import org.posthaste.smtp.sign.DomainKey;
import org.posthaste.smtp.sign.DomainKey.State;

/** {@code domain dns/rotate-keys}: what a domain has in the DNS. Thread-safe. */
final class DomainDnsActions {
    private DomainDnsActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("domain.dns", Set.of("domain", "form", "addresses"), DomainDnsActions::dns),
                new AdminAction("domain.rotateKeys", Set.of("domain", "now"), DomainDnsActions::rotate));
    }

    /** A list of records, or with {@code form} their text: {@code zone} or {@code table}. */
    private static JsonNode dns(AdminContext context, Arguments arguments) {
        String domain = DomainActions.known(context.store().directory(), arguments.domain("domain"))
                .name();
        context.keys().create(domain);
        HostRecords host = context.records().host();
        List<InetAddress> addresses =
                addresses(arguments.optionalText("addresses").orElse(""));
        DomainRecords records =
                context.records().of(domain, addresses.isEmpty() ? host : host.withAddresses(addresses));
        String form = arguments.optionalText("form").orElse("");
        return switch (form) {
            case "" -> RecordJson.of(records.records());
            case "zone" -> Json.object().put("text", ZoneText.of(records));
            case "table" -> Json.object().put("text", FormText.of(records));
            default -> throw new AdminRefusal(
                    Reason.USAGE, "The argument \"form\" must be zone or table.", "posthaste domain dns --help");
        };
    }

    private static List<InetAddress> addresses(String text) {
        List<InetAddress> found = new ArrayList<>();
        for (String part : text.split("[,\\s]+")) {
            if (!part.isEmpty()) {
                try {
                    found.add(HostFacts.numeric(part));
                } catch (IllegalArgumentException e) {
                    throw new AdminRefusal(Reason.USAGE, e.getMessage() + ".", "posthaste domain dns --help", e);
                }
            }
        }
        return found;
    }

    private static JsonNode rotate(AdminContext context, Arguments arguments) {
        String domain = DomainActions.known(context.store().directory(), arguments.domain("domain"))
                .name();
        Set<String> before = selectors(context, domain, State.WAITING);
        context.keys().rotate(domain);
        Set<String> waiting = selectors(context, domain, State.WAITING);
        boolean now = arguments.optionalFlag("now").orElse(false);
        if (now) {
            context.keys().activate(domain, waiting);
        }
        List<ExpectedRecord> records = context.records().of(domain).records().stream()
                .filter(record ->
                        waiting.stream().anyMatch(selector -> record.name().startsWith(selector + "._domainkey.")))
                .toList();
        ObjectNode json = Json.object()
                .put("domain", domain)
                .put("made", !before.containsAll(waiting))
                .put("signing", now);
        json.set("keys", keys(context, domain));
        json.set("records", RecordJson.of(records));
        ArrayNode lines = json.putArray("zone");
        ZoneText.lines(records).forEach(lines::add);
        return json;
    }

    private static Set<String> selectors(AdminContext context, String domain, State state) {
        return context.keys().keys(domain).stream()
                .filter(key -> key.state() == state)
                .map(DomainKey::selector)
                .collect(Collectors.toSet());
    }

    /** The keys of a domain, without what is secret. */
    static ArrayNode keys(AdminContext context, String domain) {
        ArrayNode keys = Json.array();
        Instant now = Instant.now();
        for (DomainKey key : context.keys().keys(domain)) {
            boolean removable = !key.published(now);
            keys.add(Json.object()
                    .put("selector", key.selector())
                    .put(
                            "algorithm",
                            key.algorithm().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .put("state", removable ? "removable" : key.state().name().toLowerCase(Locale.ROOT))
                    .put("since", (removable ? key.removable() : key.changed()).toString())
                    .put("created", key.created().toString())
                    .put("record", key.recordName())
                    .put("file", key.file().toString()));
        }
        return keys;
    }
}
