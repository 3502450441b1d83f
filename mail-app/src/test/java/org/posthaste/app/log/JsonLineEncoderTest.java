package org.posthaste.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.posthaste.app.admin.Json;
import org.slf4j.LoggerFactory;

class JsonLineEncoderTest {
    private static JsonNode encoded(String pattern, Throwable thrown, Object... values) throws IOException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger logger = context.getLogger("org.posthaste.test");
        LoggingEvent event = new LoggingEvent("", logger, Level.INFO, pattern, thrown, values);
        byte[] line = new JsonLineEncoder().encode(event);
        assertThat(line).endsWith('\n');
        assertThat(new String(line, java.nio.charset.StandardCharsets.UTF_8).strip())
                .doesNotContain("\n");
        return Json.read(new ByteArrayInputStream(line));
    }

    @Test
    void namedPlacesOfThePatternBecomeFields() throws IOException {
        JsonNode json = encoded("accepted {} msg={} size={} from={}", null, "x", "m1", 42L, "a\nb\"c");
        assertThat(json.path("message").asText()).isEqualTo("accepted x msg=m1 size=42 from=a\nb\"c");
        assertThat(json.path("msg").asText()).isEqualTo("m1");
        assertThat(json.path("size").asLong()).isEqualTo(42);
        assertThat(json.path("size").isNumber()).isTrue();
        assertThat(json.path("from").asText()).isEqualTo("a\nb\"c");
        assertThat(json.path("level").asText()).isEqualTo("INFO");
        assertThat(json.path("logger").asText()).isEqualTo("org.posthaste.test");
    }

    @Test
    void exceptionIsAFieldAndKeysOfTheLineCannotBeForged() throws IOException {
        JsonNode json = encoded("failed level={} ms={}", new IllegalStateException("boom"), "fake", 3);
        assertThat(json.path("level").asText()).isEqualTo("INFO");
        assertThat(json.path("ms").asLong()).isEqualTo(3);
        assertThat(json.path("stack").asText()).contains("IllegalStateException: boom");
    }
}
