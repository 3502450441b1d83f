package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.app.admin.Json;

/** One command line run in this process: what it printed and how it ended. */
record CommandRun(int code, String out, String err) {
    /** Runs a command line on a data folder, without a terminal and with nothing on the standard input. */
    static CommandRun on(Path data, String... words) {
        return with(new ScriptedTerminal(false), data, words);
    }

    /** Runs with answers of a person, or lines of the standard input. */
    static CommandRun with(ScriptedTerminal terminal, Path data, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandTree.run(
                List.of(words),
                Map.of("POSTHASTE_DATA", data.toString()),
                terminal,
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The output as JSON, of a command that succeeded. */
    JsonNode json() {
        assertThat(code).as(err).isZero();
        return parsed(out);
    }

    /** The output as JSON, however the command ended. */
    JsonNode parsed() {
        return parsed(out);
    }

    /** The error as JSON. */
    JsonNode error() {
        return parsed(err).path("error");
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A person, or a script, with answers prepared. */
    static final class ScriptedTerminal implements Terminal {
        private final boolean interactive;
        private final Deque<String> answers;

        ScriptedTerminal(boolean interactive, String... answers) {
            this.interactive = interactive;
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public boolean interactive() {
            return interactive;
        }

        @Override
        public String ask(String question) {
            return line().orElse("");
        }

        @Override
        public String askSecretly(String question) {
            return line().orElse("");
        }

        @Override
        public String all(int most) {
            String text = String.join("\n", answers);
            answers.clear();
            return text;
        }

        @Override
        public Optional<String> line() {
            return Optional.ofNullable(answers.poll());
        }
    }
}
