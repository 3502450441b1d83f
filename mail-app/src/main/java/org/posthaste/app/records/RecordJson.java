package org.posthaste.app.records;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.posthaste.app.admin.Json;

/** Records as programs read them: absolute names, values of TXT neither quoted nor split. Pure. */
public final class RecordJson {
    private RecordJson() {}

    /** All of them, in their order. */
    public static ArrayNode of(List<ExpectedRecord> records) {
        ArrayNode list = Json.array();
        records.forEach(record -> list.add(of(record)));
        return list;
    }

    private static ObjectNode of(ExpectedRecord record) {
        return Json.object()
                .put("name", record.name())
                .put("type", record.type())
                .put("ttl", record.ttl())
                .put("value", record.value())
                .put("purpose", record.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("required", record.required())
                .put("why", record.why());
    }
}
