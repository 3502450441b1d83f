package org.posthaste.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.posthaste.app.admin.Json;

/** Findings as JSON with stable field names. Stateless. */
public final class Findings {
    private Findings() {}

    /** A finding. */
    public static ObjectNode json(Finding finding) {
        return Json.object()
                .put("area", finding.area().word())
                .put("subject", finding.subject())
                .put("state", finding.state().word())
                .put("required", finding.required())
                .put("published", finding.published())
                .put("expected", finding.expected())
                .put("remedy", finding.remedy());
    }

    /** The finding such JSON tells of. */
    public static Finding of(JsonNode json) {
        return new Finding(
                Area.valueOf(json.path("area").asText().toUpperCase(Locale.ROOT)),
                json.path("subject").asText(),
                State.valueOf(json.path("state").asText().toUpperCase(Locale.ROOT)),
                json.path("required").asBoolean(),
                json.path("published").asText(),
                json.path("expected").asText(),
                json.path("remedy").asText());
    }
}
