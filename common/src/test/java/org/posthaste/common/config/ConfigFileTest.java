package org.posthaste.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    enum Mode {
        OPEN,
        VERY_STRICT
    }

    record Listener(String name, int port, boolean tls) {
        static Listener defaults() {
            return new Listener("", 25, false);
        }
    }

    record Limits(ByteSize maxMessageSize, Duration timeout, int recipients) {
        Limits {
            if (recipients < 1) {
                throw new IllegalArgumentException("recipients must be at least 1");
            }
        }
    }

    record Sample(
            String hostname,
            Optional<String> banner,
            Limits smtp,
            Mode mode,
            List<String> trusted,
            List<Listener> listeners,
            Map<String, Integer> weights,
            Path data,
            double share) {
        static Sample defaults() {
            return new Sample(
                    "localhost",
                    Optional.empty(),
                    new Limits(new ByteSize(50 << 20), Duration.ofMinutes(5), 100),
                    Mode.OPEN,
                    List.of("127.0.0.1"),
                    List.of(),
                    Map.of(),
                    Path.of("mail"),
                    0.5);
        }
    }

    private static ConfigFile<Sample> parse(String text, Map<String, String> environment) {
        return ConfigFile.parse("posthaste.yaml", text, Sample.class, environment);
    }

    private static List<String> problems(String text, Map<String, String> environment) {
        return catchThrowableOfType(ConfigException.class, () -> parse(text, environment))
                .problems();
    }

    @Test
    void everyKeyHasADefault(@TempDir Path folder) {
        assertThat(ConfigFile.load(folder.resolve("none.yaml"), Sample.class, Map.of())
                        .value())
                .isEqualTo(Sample.defaults());
        assertThat(parse("# nothing\n", Map.of()).value()).isEqualTo(Sample.defaults());
        assertThat(parse("smtp:\nbanner:\n", Map.of()).value()).isEqualTo(Sample.defaults());
    }

    @Test
    void fileChangesWhatItNamesAndNothingElse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("posthaste.yaml");
        Files.writeString(
                file,
                """
                hostname: mail.example.org
                banner: "hello: world"
                smtp:
                  maxMessageSize: 20M
                  timeout: 1h30m
                mode: very-strict
                trusted: [10.0.0.0/8, "::1"]
                listeners:
                  - name: smtp
                  - {name: smtps, port: 465, tls: yes}
                weights: {a: 1, b: 2}
                share: 0.25
                """);
        Sample value = ConfigFile.load(file, Sample.class, Map.of()).value();
        assertThat(value.hostname()).isEqualTo("mail.example.org");
        assertThat(value.banner()).contains("hello: world");
        assertThat(value.smtp()).isEqualTo(new Limits(new ByteSize(20 << 20), Duration.ofMinutes(90), 100));
        assertThat(value.mode()).isEqualTo(Mode.VERY_STRICT);
        assertThat(value.trusted()).containsExactly("10.0.0.0/8", "::1");
        assertThat(value.listeners())
                .containsExactly(new Listener("smtp", 25, false), new Listener("smtps", 465, true));
        assertThat(value.weights()).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(value.data()).isEqualTo(Path.of("mail"));
        assertThat(value.share()).isEqualTo(0.25);
    }

    @Test
    void environmentWinsOverFileAndDefault() {
        Sample value = parse(
                        "smtp: {maxMessageSize: 20M}",
                        Map.of(
                                "POSTHASTE_SMTP_MAXMESSAGESIZE", "30M",
                                "POSTHASTE_HOSTNAME", "env.example.org",
                                "POSTHASTE_TRUSTED", "10.0.0.1, 10.0.0.2",
                                "POSTHASTE_BANNER", "hi",
                                "POSTHASTE_JAVA_OPTS", "-Xmx1g"))
                .value();
        assertThat(value.smtp().maxMessageSize()).hasToString("30M");
        assertThat(value.hostname()).isEqualTo("env.example.org");
        assertThat(value.trusted()).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(value.banner()).contains("hi");
    }

    @Test
    void unknownKeyIsNamedWithItsPlaceAndTheNearestKnownOne() {
        assertThat(problems("hostname: a\nsmtp:\n  max-message-sizes: 1M\n", Map.of()))
                .containsExactly("posthaste.yaml:3:3: smtp.max-message-sizes is unknown; did you mean maxMessageSize?");
        assertThat(problems("smtp: {zzzzzzzz: 1}", Map.of()))
                .containsExactly("posthaste.yaml:1:8: smtp.zzzzzzzz is unknown; known here: maxMessageSize, timeout,"
                        + " recipients");
    }

    @Test
    void allBadValuesAreReportedAtOnceWithWhatWouldBeRight() {
        String text =
                """
                smtp:
                  maxMessageSize: big
                  timeout: soon
                  recipients: [1]
                mode: closed
                listeners:
                  - {name: a, port: 99999999999}
                  - {name: b, tls: maybe}
                trusted: {a: b}
                hostname:
                share: much
                """;
        assertThat(problems(text, Map.of("POSTHASTE_DATA", "a\0b")))
                .containsExactlyInAnyOrder(
                        "posthaste.yaml:2:19: smtp.maxMessageSize: \"big\" is not a size such as 4096, 64K, 50M or 20G",
                        "posthaste.yaml:3:12: smtp.timeout: \"soon\" is not a duration such as 500ms, 30s, 5m, 1h30m"
                                + " or 14d",
                        "posthaste.yaml:4:15: smtp.recipients needs a single value",
                        "posthaste.yaml:5:7: mode: \"closed\" is none of open, very-strict",
                        "posthaste.yaml:7:21: listeners[0].port: \"99999999999\" is not between -2147483648 and"
                                + " 2147483647",
                        "posthaste.yaml:8:20: listeners[1].tls: \"maybe\" is neither true nor false",
                        "posthaste.yaml:9:10: trusted needs a list",
                        "posthaste.yaml:10:10: hostname needs a single value",
                        "posthaste.yaml:11:8: share: \"much\" is not a number",
                        "POSTHASTE_DATA: data: \"a\0b\" is not a path");
    }

    @Test
    void refusalOfARecordNamesItsSection() {
        assertThat(problems("smtp:\n  recipients: 0\n", Map.of()))
                .containsExactly("posthaste.yaml:2:3: smtp: recipients must be at least 1");
    }

    @Test
    void mistypedVariableOfASectionIsAComplaint() {
        assertThat(problems("", Map.of("POSTHASTE_SMTP_MAXSIZE", "1")))
                .containsExactly("POSTHASTE_SMTP_MAXSIZE: no key has this name");
    }

    @Test
    void whatIsNotYamlIsReportedWithLineAndColumn() {
        assertThat(problems("hostname: [a\nsmtp: }", Map.of()).get(0)).startsWith("posthaste.yaml:2:");
        assertThat(problems("- a\n- b\n", Map.of()).get(0)).startsWith("posthaste.yaml:1:1: keys such as");
        assertThat(problems("hostname: a\nhostname: b\n", Map.of()).get(0)).startsWith("posthaste.yaml:2:");
        assertThat(problems("hostname: &x a\nbanner: *x\n", Map.of()).get(0)).contains("aliases");
        assertThat(problems("hostname: a\n---\nbanner: b\n", Map.of()).get(0)).contains("only one document");
    }

    @Test
    void whatIsShownReadsBackAsTheSame() {
        ConfigFile<Sample> config = parse(
                "{hostname: 'true', banner: '# a: \"b\"', listeners: [{name: x}, {name: 'y z', port: 1}], weights: {k:"
                        + " 3}, smtp: {timeout: 1500ms}}",
                Map.of("POSTHASTE_SMTP_RECIPIENTS", "7"));
        String shown = config.show();
        assertThat(parse(shown, Map.of()).value()).isEqualTo(config.value());
        assertThat(shown.lines())
                .anyMatch(line -> line.matches("hostname: \"true\" +# file"))
                .anyMatch(line -> line.matches("  timeout: 1s500ms +# file"))
                .anyMatch(line -> line.matches("  maxMessageSize: 50M +# default"))
                .anyMatch(line -> line.matches("  recipients: 7 +# environment"));
    }

    @Test
    void sizesAndTheirLimits() {
        assertThat(ByteSize.parse("64KiB").octets()).isEqualTo(65536);
        assertThat(ByteSize.parse("1 gb")).hasToString("1G");
        assertThat(ByteSize.parse("1023")).hasToString("1023");
        assertThat(ByteSize.parse("0")).hasToString("0");
        assertThatThrownBy(() -> ByteSize.parse("99999999999T")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ByteSize.parse("-1")).isInstanceOf(IllegalArgumentException.class);
    }
}
