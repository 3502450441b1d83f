package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code posthaste web}, with a server and without. */
class WebCommandTest {
    @TempDir
    private Path data;

    @Test
    void pagesAreShownAndProxiesToldWhatToDo() throws Exception {
        ServerThread server = ServerThread.start(data);
        try {
            assertThat(CommandRun.on(data, "domain", "add", "example.net").code())
                    .isZero();
            JsonNode shown = new ObjectMapper()
                    .readTree(CommandRun.on(data, "web", "show", "--json").out());
            assertThat(shown.path("names").toString())
                    .contains("mail.example.org", "autoconfig.example.net", "mta-sts.example.net");
            String backend = shown.path("listeners").path(0).path("address").asText();
            assertThat(shown.path("listeners").path(0).path("name").asText()).isEqualTo("http");
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://" + backend + "/none"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
            CommandRun table = CommandRun.on(data, "web", "show");
            assertThat(table.out()).containsPattern("notFound +1").contains("Names: mail.example.org, example.net");
            assertThat(CommandRun.on(data, "status").out()).containsPattern("Web +1 request, 1 not found, 0 refused");

            CommandRun nginx = CommandRun.on(data, "web", "proxy", "nginx");
            assertThat(nginx.code()).isZero();
            assertThat(nginx.out())
                    .contains("proxy_pass http://" + backend + ";")
                    .contains("server_name mail.example.org")
                    .contains("/tls/self-signed.crt\";");
            assertThat(CommandRun.on(data, "web", "proxy", "caddy").out())
                    .contains("http://mta-sts.example.net, https://mta-sts.example.net")
                    .contains("reverse_proxy " + backend);
            assertThat(CommandRun.on(data, "web", "proxy", "apache").out())
                    .contains("ProxyPass \"/\" \"http://" + backend + "/\"");
            CommandRun unknown = CommandRun.on(data, "web", "proxy", "iis");
            assertThat(unknown.code()).isEqualTo(2);
            assertThat(unknown.err()).contains("nginx, caddy or apache");
            assertThat(CommandRun.on(data, "web", "proxy").code()).isEqualTo(2);
        } finally {
            server.stop();
        }
    }

    @Test
    void withoutAServerThereIsNothingToShow() throws Exception {
        Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n");
        CommandRun run = CommandRun.on(data, "web", "show");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("posthaste serve");
    }
}
