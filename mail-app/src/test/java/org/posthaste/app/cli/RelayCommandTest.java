package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.cli.CommandRun.ScriptedTerminal;

class RelayCommandTest {
    @TempDir
    Path data;

    private CommandRun run(String... words) {
        return CommandRun.on(data, words);
    }

    private JsonNode rule(String pattern) {
        for (JsonNode rule : run("relay", "list", "--json").json()) {
            if (rule.path("pattern").asText().equals(pattern)) {
                return rule;
            }
        }
        throw new AssertionError("no rule for " + pattern);
    }

    @Test
    void routesComeChangeAndGo() throws IOException {
        Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n");
        CommandRun set = CommandRun.with(
                new ScriptedTerminal(false, "s3cret"),
                data,
                "relay",
                "set",
                "*",
                "--via",
                "Smart.Example:587",
                "--user",
                "me",
                "--password-stdin",
                "--after-failures",
                "3",
                "--source",
                "192.0.2.1",
                "--source",
                "2001:db8::1");
        assertThat(set.out()).as(set.err()).contains("Mail for * goes by this route", "Next: ");
        run("relay", "set", "*.Example.com", "--tls", "dane-only", "--ehlo", "out.example.org");
        CommandRun proxied = CommandRun.with(
                new ScriptedTerminal(false, "0ther"),
                data,
                "relay",
                "set",
                "example.net",
                "--proxy",
                "socks5://you@127.0.0.1:1080",
                "--password-stdin");
        assertThat(proxied.code()).as(proxied.err()).isZero();
        assertThat(run("relay", "list").out())
                .contains(
                        "Smart.Example:587", "after 3 failures", ".example.com", "dane-only", "socks5://127.0.0.1:1080")
                .doesNotContain("s3cret", "0ther");
        assertThat(run("relay", "list", "--json").out()).doesNotContain("s3cret", "0ther");
        assertThat(rule("*").path("user").asText()).isEqualTo("me");

        run("relay", "set", "*", "--tls", "require");
        assertThat(rule("*").path("user").asText()).isEqualTo("me");
        run("relay", "set", "*", "--via", "other.example");
        assertThat(rule("*").path("user").asText()).isEmpty();
        run("relay", "set", "*", "--source", "none");
        assertThat(rule("*").path("source4").asText()).isEmpty();

        assertThat(run("relay", "remove", "example.net").out()).contains("is gone");
        assertThat(run("relay", "remove", "example.net").err()).contains("There is no route for example.net");
        for (String[] wrong : List.of(
                new String[] {"x y", "--tls", "verify"},
                new String[] {"example.org", "--tls", "perhaps"},
                new String[] {"example.org", "--proxy", "socks5://a:b@host:1"},
                new String[] {"example.org", "--user", "me"},
                new String[] {"example.org"})) {
            List<String> words = new ArrayList<>(List.of("relay", "set"));
            words.addAll(List.of(wrong));
            CommandRun refused = run(words.toArray(String[]::new));
            assertThat(refused.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(refused.err()).contains("Next: ");
        }
        assertThat(run("relay", "test", "example.org").err()).contains("No server runs");
    }

    @Test
    void theWayToADomainIsTried() throws Exception {
        ServerThread server = ServerThread.start(data);
        try {
            run("domain", "add", "example.org");
            run("user", "add", "bob@example.org");
            run("relay", "set", "far.example", "--via", "127.0.0.1:" + port(), "--tls", "plain");
            String domain = run("relay", "test", "far.example").out();
            assertThat(domain)
                    .contains("via [127.0.0.1]:" + port(), "greeting", "220 mail.example.org", "EHLO", "QUIT");
            assertThat(domain).doesNotContain("RCPT ");
            run("relay", "set", "far.example", "--tls", "require");
            CommandRun address = run("relay", "test", "eve@far.example", "--json");
            assertThat(address.out()).contains("\"TLS\"", "TLSv1.3", "certificate", "RCPT");
            assertThat(run("relay", "test", "nonsense").code()).isEqualTo(2);
            run("relay", "set", "gone.example", "--via", "127.0.0.1:1", "--tls", "plain");
            assertThat(run("relay", "test", "gone.example").out()).contains("refuses connections");
        } finally {
            server.stop();
        }
    }

    private int port() {
        for (JsonNode listener : run("status", "--json").json().path("listeners")) {
            if (listener.path("name").asText().equals("smtp")) {
                return listener.path("port").asInt();
            }
        }
        throw new AssertionError("no port");
    }
}
