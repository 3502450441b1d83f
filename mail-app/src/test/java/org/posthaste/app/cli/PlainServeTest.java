package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import picocli.CommandLine;

final class PlainServeTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "serve --data /srv/mail",
                "serve --data=/srv/mail --port-offset=10000",
                "serve --port-offset 10000 --hostname mail.example.org",
                "serve --bind 127.0.0.1 --bind=::1 --data x",
                "serve --data=a=b",
                "serve --port-offset 0"
            })
    void plainLinesMeanWhatPicocliReads(String line) throws IOException {
        DataFolder folder = new DataFolder(directory);
        Files.writeString(folder.configFile(), "hostname: localhost\n");
        SuiteConfig config = SuiteConfig.load(folder, Map.of()).value();
        List<String> words = List.of(line.split(" "));
        PlainServe plain = PlainServe.of(words).orElseThrow();

        Posthaste posthaste = new Posthaste(Map.of(), Terminal.ofProcess(System.in));
        ServeCommand serve = new ServeCommand(posthaste);
        new CommandLine(posthaste).addSubcommand("serve", serve).parseArgs(words.toArray(String[]::new));

        assertThat(plain.options().over(config)).isEqualTo(serve.options().over(config));
        assertThat(DataFolder.chosen(plain.data(), Map.of())).isEqualTo(posthaste.folder());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quickstart alice@example.org",
                "--data x serve",
                "serve --help",
                "serve -h",
                "serve --json",
                "serve --data",
                "serve --data=",
                "serve --data x --data y",
                "serve --port-offset ten",
                "serve --port-offset -1",
                "serve --port-offset 99999999999",
                "serve extra",
                "serve --bnid 127.0.0.1",
                "serve --hostname @names",
                "serve @options"
            })
    void anythingElseIsLeftToPicocli(String line) {
        assertThat(PlainServe.of(line.isEmpty() ? List.of() : List.of(line.split(" "))))
                .isEmpty();
    }

    @Test
    void theFolderIsTheOneNamed() {
        assertThat(PlainServe.of(List.of("serve", "--data", "/srv/mail"))
                        .orElseThrow()
                        .data())
                .isEqualTo(Optional.of(Path.of("/srv/mail")));
    }
}
