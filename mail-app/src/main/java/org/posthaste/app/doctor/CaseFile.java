package org.posthaste.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.posthaste.app.admin.Json;
import org.posthaste.common.io.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link CaseBook} in a file of its own: what is lost with it is told once more, so it needs no database. Confined to one thread. */
final class CaseFile {
    private static final Logger LOG = LoggerFactory.getLogger(CaseFile.class);

    private final Path file;

    CaseFile(Path file) {
        this.file = file;
    }

    /** The book as it was kept; an empty one if there is none, or it cannot be read. */
    CaseBook read() {
        CaseBook book = new CaseBook();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                for (JsonNode json : Json.readObject(in).path("cases")) {
                    book.restore(new CaseBook.Case(
                            Findings.of(json.path("finding")),
                            Instant.parse(json.path("since").asText()),
                            json.path("told").asText(),
                            Instant.parse(json.path("goneSince").asText())));
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} cannot be read and begins anew: {}", file, e.getMessage());
                return new CaseBook();
            }
        }
        return book;
    }

    /** Keeps the book. */
    void write(CaseBook book) {
        ObjectNode json = Json.object();
        ArrayNode cases = json.putArray("cases");
        book.all().forEach(each -> cases.addObject()
                .put("since", each.since().toString())
                .put("told", each.told())
                .put("goneSince", each.goneSince().toString())
                .set("finding", Findings.json(each.finding())));
        try {
            OwnerOnly.write(file, Json.pretty(json).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }
}
