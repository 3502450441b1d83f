package org.posthaste.app.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where a person or a script answers questions. Confined to the main thread. */
interface Terminal {
    /** True if a person can be asked. */
    boolean interactive();

    /** Asks for a line; empty text when the person gives none. */
    String ask(String question);

    /** Asks without showing the answer. */
    String askSecretly(String question);

    /** The first line of the standard input; empty at its end. */
    Optional<String> line();

    /** Everything of the standard input, but no more than so many octets. */
    String all(int most);

    /** The process's own console and standard input. */
    static Terminal ofProcess(InputStream in) {
        // The launcher chooses the console of java.base, which there is only when both ends are a terminal.
        Optional<Console> console = Optional.ofNullable(System.console());
        return new Terminal() {
            @Override
            public boolean interactive() {
                return console.isPresent();
            }

            @Override
            public String ask(String question) {
                return console.map(person -> person.readLine("%s", question)).orElse("");
            }

            @Override
            public String askSecretly(String question) {
                return console.map(person -> person.readPassword("%s", question))
                        .map(String::new)
                        .orElse("");
            }

            @Override
            public String all(int most) {
                try {
                    return new String(in.readNBytes(most), StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Optional<String> line() {
                try {
                    return Optional.ofNullable(
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
