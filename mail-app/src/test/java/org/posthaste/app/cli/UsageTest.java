package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.app.PortOwner;

/** The command line without a store: help, usage errors, configuration errors, ports. */
class UsageTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quickstart",
                "serve",
                "status",
                "stop",
                "domain",
                "domain list",
                "domain show",
                "domain add",
                "domain set",
                "domain remove",
                "user",
                "user list",
                "user show",
                "user add",
                "user set",
                "user remove",
                "user password",
                "alias",
                "alias list",
                "alias add",
                "alias remove",
                "mailbox",
                "mailbox list",
                "mailbox show",
                "mailbox rights",
                "mailbox grant",
                "mailbox revoke",
                "queue",
                "queue list",
                "queue show",
                "queue summary",
                "queue retry",
                "queue hold",
                "queue release",
                "queue remove",
                "queue suppressed",
                "queue suppressed list",
                "queue suppressed add",
                "queue suppressed remove",
                "relay",
                "relay list",
                "relay set",
                "relay remove",
                "relay test",
                "config",
                "config show",
                "config check",
                "journal",
                "journal tail",
                "verify"
            })
    void helpOfEveryCommandOpensWithAnExample(String words) {
        String[] line = (words + " --help").strip().split(" ");
        CommandRun run = CommandRun.on(data, line);
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Example: posthaste " + (words.isEmpty() ? "quickstart" : words));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aloneItPrintsTheHelpAndSaysThatNothingWasDone() {
        CommandRun run = CommandRun.on(data);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("quickstart").contains("domain");
    }

    @Test
    void mistypedWordIsAnsweredWithTheNearest() {
        assertUsage(CommandRun.on(data, "usr", "list"), "Did you mean \"user\"?");
        assertUsage(CommandRun.on(data, "user", "lst"), "Did you mean \"list\"?");
        assertUsage(CommandRun.on(data, "user", "list", "--jsno"), "Did you mean \"--json\"?");
        assertUsage(CommandRun.on(data, "user", "frobnicate"), "Known: add, list, password, remove, set, show");
    }

    @Test
    void nounWithoutVerbNamesTheVerbs() {
        assertUsage(CommandRun.on(data, "domain"), "add, dns, list, remove, rotate-keys, set, show");
    }

    @Test
    void missingAndWrongArgumentsAreUsageErrors() {
        assertUsage(CommandRun.on(data, "user", "add"), "ADDRESS");
        assertUsage(CommandRun.on(data, "quickstart", "alice"), "is not an address");
        assertUsage(CommandRun.on(data, "quickstart", "a@example.org", "--port-offset", "x"), "port-offset");
        assertUsage(CommandRun.on(data, "quickstart", "a@example.org", "--bind", "localhost"), "bind");
        assertUsage(CommandRun.on(data, "journal", "tail", "--since", "yesterday"), "duration");
        assertUsage(CommandRun.on(data, "queue", "list", "--older", "long"), "--older: \"long\" is neither");
        assertUsage(CommandRun.on(data, "queue", "list", "a", "--id", "b"), "Give the message once");
    }

    @Test
    void commandsOnAFolderThatIsNotThereNameTheCommandThatMakesIt() {
        for (String words : List.of("user list", "serve", "status", "stop", "config show", "verify", "journal tail")) {
            CommandRun run = CommandRun.on(data.resolve("none"), words.split(" "));
            assertThat(run.code()).as(words).isEqualTo(3);
            assertThat(run.err()).contains("Next: posthaste quickstart");
        }
        assertThat(data.resolve("none")).doesNotExist();
    }

    @Test
    void errorIsJsonToo() {
        CommandRun run = CommandRun.on(data.resolve("none"), "user", "list", "--json");
        assertThat(run.error().path("code").asText()).isEqualTo("unreachable");
        assertThat(run.error().path("message").asText()).contains("no Posthaste data folder");
        assertThat(run.error().path("next").asText()).contains("quickstart");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void planChangesNothing() {
        Path folder = data.resolve("fresh");
        CommandRun run = CommandRun.on(
                folder, "quickstart", "alice@example.org", "--plan", "--bind", "127.0.0.1", "--port-offset", "41000");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("alice@example.org", "(new)", "nothing was changed");
        assertThat(folder).doesNotExist();
    }

    @Test
    void takenPortIsNamedWithItsProcessAndNothingIsMade() throws IOException {
        Path folder = data.resolve("fresh");
        try (ServerSocket socket = new ServerSocket(0)) {
            int offset = socket.getLocalPort() - 25;
            CommandRun run =
                    CommandRun.on(folder, "quickstart", "alice@example.org", "--port-offset", Integer.toString(offset));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("Port " + socket.getLocalPort() + " (smtp) is taken by");
            PortOwner.of(socket.getLocalPort()).ifPresent(owner -> {
                assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid());
                assertThat(run.err()).contains("process " + owner.pid());
            });
            assertThat(run.err()).contains("Next: ").contains("--port-offset");
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void configurationErrorsAreNamedWithFileAndLine() throws IOException {
        Files.writeString(
                data.resolve("posthaste.yaml"),
                """
                hostname: mail.example.org
                smtp:
                  maxMessageSizes: 20M
                log:
                  level: loud
                """);
        for (String words : List.of("config check", "config show", "serve", "user list")) {
            CommandRun run = CommandRun.on(data, words.split(" "));
            assertThat(run.code()).as(words).isEqualTo(1);
            assertThat(run.err())
                    .contains("posthaste.yaml:3:3: smtp.maxMessageSizes is unknown; did you mean maxMessageSize?")
                    .contains("posthaste.yaml:5:10: log.level: \"loud\" is none of")
                    .contains("Next: ");
        }
    }

    @Test
    void missingCertificateIsNamedByTheCheckAndByTheStart() throws IOException {
        Files.writeString(
                data.resolve("posthaste.yaml"),
                ServerThread.configuration() + "tls: {certificate: own/cert.pem, key: own/key.pem}\n");
        CommandRun check = CommandRun.on(data, "config", "check");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).contains(data.resolve("own/cert.pem") + " is not there", "own/key.pem");
        CommandRun serve = CommandRun.on(data, "serve");
        assertThat(serve.code()).isEqualTo(3);
        assertThat(serve.err()).contains("own/cert.pem", "no such file").contains("Next: ");
        assertThat(serve.out()).doesNotContain("ready");
    }

    @Test
    void configurationIsShownWithOrigins() throws IOException {
        Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n");
        assertThat(CommandRun.on(data, "config", "check").out()).contains("is valid");
        CommandRun run = CommandRun.on(data, "config", "show");
        assertThat(run.out()).containsPattern("hostname: mail.example.org +# file");
        assertThat(run.out()).containsPattern("maxMessageSize: 50M +# default");
        assertThat(CommandRun.on(data, "config", "show", "--json")
                        .json()
                        .path("ports")
                        .path("imaps")
                        .asInt())
                .isEqualTo(993);
    }

    private static void assertUsage(CommandRun run, String part) {
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(part).contains("Next: ");
    }
}
