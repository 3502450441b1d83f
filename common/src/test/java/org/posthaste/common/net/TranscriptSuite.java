package org.posthaste.common.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Makes JUnit tests of all {@code .script} files below a directory: each runs in memory, whole, octet by octet and cut at random; and over a real socket, plain and with TLS. For use
 * in a {@code @TestFactory}:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> scripts() {
 *     return TranscriptSuite.of(getClass(), "scripts", Pop3Environment::new);
 * }
 * }</pre>
 *
 * <p>The system property {@code script} limits the run to scripts whose path contains its value.
 */
public final class TranscriptSuite {
    private static final int SEEDS = 2;

    private TranscriptSuite() {}

    /** Tests of the scripts in the directory of this name among the resources of a class's module. */
    public static Stream<DynamicNode> of(
            Class<?> anchor, String directory, Supplier<? extends TranscriptEnvironment> environments) {
        URL found = anchor.getClassLoader().getResource(directory);
        if (found == null) {
            throw new IllegalArgumentException("no resource directory " + directory);
        }
        try {
            return of(Path.of(new URI(found.toString())), environments);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(directory, e);
        }
    }

    /** Tests of the scripts below this directory. */
    public static Stream<DynamicNode> of(Path directory, Supplier<? extends TranscriptEnvironment> environments) {
        String only = System.getProperty("script", "");
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> scripts = files.filter(file -> file.toString().endsWith(".script"))
                    .filter(file -> file.toString().contains(only))
                    .sorted()
                    .toList();
            if (scripts.isEmpty()) {
                throw new IllegalStateException("no scripts in " + directory);
            }
            return scripts.stream()
                    .map(script -> container(directory.relativize(script).toString(), script, environments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DynamicNode container(
            String title, Path script, Supplier<? extends TranscriptEnvironment> environments) {
        Transcript transcript;
        try {
            transcript = Transcript.read(script);
        } catch (IOException | RuntimeException e) {
            return DynamicTest.dynamicTest(title, () -> {
                throw e;
            });
        }
        List<DynamicTest> tests = new ArrayList<>();
        boolean tls = !transcript.runsPlain();
        for (Fragmenter fragmenter : Fragmenter.values()) {
            if (fragmenter != Fragmenter.WHOLE && !transcript.runsCut()) {
                continue;
            }
            int seeds = fragmenter == Fragmenter.RANDOM ? SEEDS : 1;
            for (int seed = 1; seed <= seeds; seed++) {
                int fixed = seed;
                tests.add(test(
                        "memory, " + fragmenter + (seeds > 1 ? " " + seed : ""),
                        transcript,
                        environments,
                        environment -> new MemoryHost(environment, tls),
                        fragmenter,
                        fixed));
            }
        }
        if (transcript.runsOnSockets()) {
            for (boolean secured : new boolean[] {false, true}) {
                if (secured ? transcript.runsTls() : transcript.runsPlain()) {
                    tests.add(test(
                            secured ? "socket, TLS" : "socket",
                            transcript,
                            environments,
                            environment -> new SocketHost(environment, secured),
                            Fragmenter.WHOLE,
                            1));
                }
            }
        }
        return DynamicContainer.dynamicContainer(title, tests.stream());
    }

    private static DynamicTest test(
            String title,
            Transcript transcript,
            Supplier<? extends TranscriptEnvironment> environments,
            Host host,
            Fragmenter fragmenter,
            long seed) {
        return DynamicTest.dynamicTest(title, () -> {
            try (TranscriptEnvironment environment = environments.get();
                    ScriptHost server = host.start(environment)) {
                new TranscriptRunner(transcript, environment, server, fragmenter, seed).run();
            }
        });
    }

    /** Makes the server for a run. */
    private interface Host {
        ScriptHost start(TranscriptEnvironment environment) throws Exception;
    }
}
