package org.posthaste.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One JSON object a line: {@code at, level, logger, message}, a field for each {@code key={}} of the line's pattern, {@code stack} for an exception. Thread-safe.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final Pattern PLACE = Pattern.compile("(?:([A-Za-z]\\w*)=)?\\{}");

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("at", Instant.ofEpochMilli(event.getTimeStamp()).toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("message", event.getFormattedMessage());
        addFields(json, event);
        event.getMDCPropertyMap().forEach(json::put);
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            json.put("stack", ThrowableProxyUtil.asString(thrown));
        }
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Patterns name their values ({@code "accepted msg={} size={}"}), so programs need not take the sentence apart. */
    private static void addFields(ObjectNode json, ILoggingEvent event) {
        Object[] values = event.getArgumentArray();
        if (values == null || event.getMessage() == null) {
            return;
        }
        Matcher matcher = PLACE.matcher(event.getMessage());
        for (int i = 0; i < values.length && matcher.find(); i++) {
            String key = matcher.group(1);
            if (key == null || json.has(key)) {
                continue;
            }
            if (values[i] instanceof Integer || values[i] instanceof Long) {
                json.put(key, ((Number) values[i]).longValue());
            } else {
                json.put(key, String.valueOf(values[i]));
            }
        }
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
