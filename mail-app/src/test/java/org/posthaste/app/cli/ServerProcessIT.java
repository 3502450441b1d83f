package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.Main;

/** The program as a process of its own: quickstart on nothing, signals, kill. */
class ServerProcessIT {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void quickstartGoesFromNothingToAServerAndRepeatingItJustServes() throws Exception {
        Path data = folder.resolve("new/data");
        int offset = freeOffset();
        Process first =
                start(data, "quickstart", "alice@example.org", "--port-offset", "" + offset, "--bind", "127.0.0.1");
        String said = untilReady(first);
        assertThat(said)
                .contains(
                        "alice@example.org", "INCOMING (IMAP)", "" + (offset + 993), "shown only now", "SHA-256 ", "MX")
                .containsPattern("Password +[a-z2-9]{6}-[a-z2-9]{6}-[a-z2-9]{6}")
                .endsWith("Posthaste is ready\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("admin.json"))))
                .isEqualTo("rw-------");
        try (Socket socket = new Socket("127.0.0.1", offset + 25)) {
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .startsWith("220 ");
        }
        assertThat(CommandRun.on(data, "status").code()).isZero();
        assertThat(CommandRun.on(data, "user", "add", "bob@example.org").code()).isZero();

        first.destroy();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isZero();
        assertThat(data.resolve("admin.json")).doesNotExist();
        assertThat(CommandRun.on(data, "status").code()).isEqualTo(3);

        Process second = start(data, "quickstart", "alice@example.org");
        assertThat(untilReady(second)).contains("there already").doesNotContain("Password");
        assertThat(CommandRun.on(data, "user", "list", "--json").json()).hasSize(2);
        assertThat(CommandRun.on(data, "stop").out()).contains("Posthaste has stopped");
        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isZero();

        Process other = start(data, "quickstart", "carol@example.net");
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isEqualTo(1);
        assertThat(text(other)).contains("set up already, without a user carol@example.net");
    }

    @Test
    void killedServerLeavesNothingInTheWay() throws Exception {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("posthaste.yaml"), ServerThread.configuration());
        Process first = start(data, "serve");
        untilReady(first);
        assertThat(CommandRun.on(data, "domain", "add", "example.org").code()).isZero();
        first.destroyForcibly().waitFor();
        assertThat(data.resolve("admin.json")).exists();
        assertThat(CommandRun.on(data, "status").code()).isEqualTo(3);
        assertThat(CommandRun.on(data, "domain", "list", "--json").json()).hasSize(1);
        Process second = start(data, "serve");
        untilReady(second);
        assertThat(CommandRun.on(data, "status").code()).isZero();
    }

    @Test
    void passwordFromTheStandardInputIsTakenAndNotShown() throws Exception {
        Path data = folder.resolve("data");
        Process server = start(
                data,
                "quickstart",
                "alice@example.org",
                "--password-stdin",
                "--port-offset",
                "" + freeOffset(),
                "--bind",
                "127.0.0.1");
        server.getOutputStream().write("correct horse battery\n".getBytes(StandardCharsets.UTF_8));
        server.getOutputStream().close();
        assertThat(untilReady(server)).contains("(as given)").doesNotContain("correct horse");
    }

    private Process start(Path data, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Main.class.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("POSTHASTE_DATA", data.toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** What this test runs with, whichever way its runner loads classes. */
    private static String classPath() {
        if (Main.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    /** What the process says, up to the line that tells it serves. */
    private static String untilReady(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        while (line != null) {
            said.append(line).append('\n');
            if (line.equals("Posthaste is ready")) {
                return said.toString();
            }
            line = reader.readLine();
        }
        throw new AssertionError("never ready:\n" + said);
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** An offset at which all standard ports are free at this moment. */
    private static int freeOffset() throws IOException {
        for (int offset = 20_000; offset < 60_000; offset += 1_009) {
            if (allFree(offset)) {
                return offset;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean allFree(int offset) {
        for (int port : new int[] {25, 110, 143, 465, 587, 993, 995}) {
            try (ServerSocket socket = new ServerSocket(port + offset)) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
