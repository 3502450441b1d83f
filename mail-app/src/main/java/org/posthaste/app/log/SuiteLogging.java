package org.posthaste.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.SuiteConfig.Format;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: warnings to the standard error of any command, and what the configuration says for a server. Found by logback as a service, so no XML is parsed at start-up.
 * Confined to the main thread.
 */
public final class SuiteLogging extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n%ex";
    private static final String KEPT_SIZE = "50MB";
    private static final String WIRE = "org.posthaste.wire";
    private static final int KEPT_DAYS = 14;
    private static final String KEPT_IN_ALL = "1GB";

    /** For logback, which makes it by its service name. */
    public SuiteLogging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console(context, Format.TEXT));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs as the configuration says, but outcomes only after {@link #ready}: what a start reports stands in the program's own words on the standard output. */
    public static void forServer(SuiteConfig.Log config, DataFolder folder) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Level level = Level.toLevel(config.level().name());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(level.equals(Level.INFO) ? Level.WARN : level);
        root.addAppender(console(context, config.format()));
        config.file()
                .ifPresent(file -> root.addAppender(
                        file(context, config.format(), folder.root().resolve(file))));
        context.getLogger("org.apache.mina").setLevel(Level.WARN);
        // Here MINA calls every reset connection an error; it reaches the connection and is logged there.
        context.getLogger("org.apache.mina.core.service.IoProcessor").setLevel(Level.OFF);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
    }

    /** The start is over: outcomes are logged from now on. */
    public static void ready(SuiteConfig.Log config) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                    .setLevel(Level.toLevel(config.level().name()));
            context.getLogger(WIRE).setLevel(config.wire() ? Level.TRACE : null);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> console(LoggerContext context, Format format) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        return started(console, context, format, "console");
    }

    private static OutputStreamAppender<ILoggingEvent> file(LoggerContext context, Format format, Path file) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file.toString());
        appender.setContext(context);
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
        rolling.setMaxFileSize(FileSize.valueOf(KEPT_SIZE));
        rolling.setMaxHistory(KEPT_DAYS);
        rolling.setTotalSizeCap(FileSize.valueOf(KEPT_IN_ALL));
        rolling.start();
        appender.setRollingPolicy(rolling);
        return started(appender, context, format, "file");
    }

    private static OutputStreamAppender<ILoggingEvent> started(
            OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, Format format, String name) {
        appender.setContext(context);
        appender.setName(name);
        appender.setEncoder(encoder(context, format));
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        if (format == Format.JSON) {
            JsonLineEncoder json = new JsonLineEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> text = new LayoutWrappingEncoder<>();
        text.setContext(context);
        text.setLayout(layout);
        text.setCharset(StandardCharsets.UTF_8);
        text.start();
        return text;
    }
}
