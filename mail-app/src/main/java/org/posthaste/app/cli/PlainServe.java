package org.posthaste.app.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.posthaste.app.DataFolder;
import org.posthaste.app.MailSuite;

/**
 * {@code posthaste serve} with plain options, understood without picocli, whose reflection would be a fifth of the time to start. Any other line (help, a mistake, a rarer form) is
 * left to picocli, so that only what is certainly right is understood here. Immutable.
 */
public final class PlainServe {
    private static final String WORD = "serve";
    private static final Set<String> ONCE = Set.of("--data", "--port-offset", "--hostname");
    private static final String REPEATABLE = "--bind";
    private static final int LONGEST_NUMBER = 5;

    private final Optional<Path> data;
    private final ServerOptions options;

    private PlainServe(Optional<Path> data, ServerOptions options) {
        this.data = data;
        this.options = options;
    }

    /** The line, or empty when picocli must read it. */
    public static Optional<PlainServe> of(List<String> line) {
        if (line.isEmpty() || !line.get(0).equals(WORD)) {
            return Optional.empty();
        }
        Map<String, String> once = new HashMap<>();
        List<String> bind = new ArrayList<>();
        for (int i = 1; i < line.size(); i++) {
            int equals = line.get(i).indexOf('=');
            String name = equals < 0 ? line.get(i) : line.get(i).substring(0, equals);
            String value = equals < 0
                    ? i + 1 < line.size() ? line.get(++i) : ""
                    : line.get(i).substring(equals + 1);
            boolean plain = !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
            if (plain && name.equals(REPEATABLE)) {
                bind.add(value);
            } else if (!plain || !ONCE.contains(name) || once.put(name, value) != null) {
                return Optional.empty();
            }
        }
        Optional<String> offset = Optional.ofNullable(once.get("--port-offset"));
        if (offset.isPresent() && !isNumber(offset.get())) {
            return Optional.empty();
        }
        return Optional.of(new PlainServe(
                Optional.ofNullable(once.get("--data")).map(Path::of),
                new ServerOptions(offset.map(Integer::valueOf), bind, Optional.ofNullable(once.get("--hostname")))));
    }

    private static boolean isNumber(String text) {
        return text.length() <= LONGEST_NUMBER && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The folder named. */
    Optional<Path> data() {
        return data;
    }

    /** What the line says about the server. */
    ServerOptions options() {
        return options;
    }

    /** Serves until asked to end, and returns the exit code. */
    public int run(Map<String, String> environment) {
        return run(environment, suite -> {});
    }

    /** The same; {@code first} runs when everything is up. */
    int run(Map<String, String> environment, Consumer<MailSuite> first) {
        Charset charset = Charset.defaultCharset();
        try {
            return ServeCommand.serve(
                    DataFolder.chosen(data, environment),
                    environment,
                    options,
                    new PrintWriter(new OutputStreamWriter(System.out, charset), true),
                    first);
        } catch (RuntimeException e) {
            return Failure.print(e, new PrintWriter(new OutputStreamWriter(System.err, charset), true), false);
        }
    }
}
