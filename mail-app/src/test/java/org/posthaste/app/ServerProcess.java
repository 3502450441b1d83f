package org.posthaste.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The whole server as a process of its own, the way an administrator runs it. */
final class ServerProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final String HEAP = "256m";

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final CountDownLatch ready = new CountDownLatch(1);

    private ServerProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code posthaste serve} and waits until it is ready; {@code before} is put before the command, such as a tracer. */
    static ServerProcess serve(TestFolder folder, List<String> before) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(java(folder.path(), HEAP, "serve"));
        return start(command);
    }

    /** The same with another largest heap, such as {@code 64m}. */
    static ServerProcess serveWithHeap(TestFolder folder, String heap) throws Exception {
        return start(java(folder.path(), heap, "serve"));
    }

    private static ServerProcess start(List<String> command) throws Exception {
        ServerProcess server = new ServerProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        if (!server.ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !server.process.isAlive()) {
            server.close();
            throw new AssertionError("the server did not start:\n" + server.output);
        }
        return server;
    }

    /** Runs one command of the command line to its end and returns what it printed. */
    static String run(TestFolder folder, String input, String... words) throws Exception {
        Process process = new ProcessBuilder(java(folder.path(), HEAP, words))
                .redirectErrorStream(true)
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", words) + " failed:\n" + output);
        }
        return output;
    }

    private static List<String> java(Path folder, String heap, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Main.class.getName()));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--data", folder.toString()));
        return command;
    }

    /** What this test itself runs on. */
    private static String classPath() {
        if (ServerProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            return String.join(
                    File.pathSeparator,
                    Arrays.stream(loader.getURLs()).map(URL::getPath).toList());
        }
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.contains("Posthaste is ready")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            // Happens when the process is killed while it writes; what it said so far is kept.
            output.append(e).append('\n');
        } finally {
            ready.countDown();
        }
    }

    /** SIGKILL: no handler, no flush, no goodbye. */
    void kill() {
        server().destroyForcibly();
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, and the clean end it asks for; returns the exit code. */
    int stop() {
        server().destroy();
        return await();
    }

    /** The server itself, also below a tracer. */
    private ProcessHandle server() {
        return process.descendants().findFirst().orElse(process.toHandle());
    }

    private int await() {
        try {
            return process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS).exitValue();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new UncheckedIOException(new IOException("the server did not end:\n" + output, e));
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
