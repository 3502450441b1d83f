package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watches the server's system calls: between a request and the answer that promises storage, what was written to packs and database must have been forced to disk. A killed process
 * proves nothing about a power failure, because the page cache outlives it; this does. Needs {@code strace}, and says so when it is not there.
 */
class FlushBeforePromiseIT {
    private static final String ALICE = "alice@example.org";
    private static final String PASSWORD = "correct horse";
    private static final int TIMES = 5;

    @Test
    void everyPromiseFollowsAFlush(@TempDir Path temp) throws Exception {
        Path trace = temp.resolve("trace");
        boolean traceable = canTrace(temp);
        if (!traceable) {
            System.err.println("FlushBeforePromiseIT DID NOT RUN: strace is not installed, or may not trace here");
        }
        assumeThat(traceable).as("strace works").isTrue();
        TestFolder folder = TestFolder.create(temp.resolve("data"));
        ServerProcess.run(folder, "", "domain", "add", "example.org");
        ServerProcess.run(folder, PASSWORD + "\n", "user", "add", ALICE, "--password-stdin");
        List<String> tracer = List.of(
                "strace",
                "-f",
                "-qq",
                "-y",
                "-s",
                "200",
                "-e",
                "trace=read,recvfrom,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync,msync",
                "-o",
                trace.toString());
        try (ServerProcess server = ServerProcess.serve(folder, tracer)) {
            converse(folder);
            assertThat(server.stop()).isZero();
        }
        SystemCalls calls = SystemCalls.read(trace);
        // The companions beside them are made anew when lost, so no promise waits for them.
        Predicate<String> packs = file -> file.endsWith(".pack");
        Predicate<String> database = file -> file.endsWith(".mv.db");
        calls.expectFlushes(TIMES, "Subject: crash", "250 ", Map.of("packs", packs, "database", database));
        calls.expectFlushes(TIMES, "Subject: crash", "OK [APPENDUID", Map.of("packs", packs, "database", database));
        calls.expectFlushes(TIMES, "UID STORE", " OK ", Map.of("database", database));
        calls.expectFlushes(TIMES, "UID EXPUNGE", " OK ", Map.of("database", database));
        calls.expectFlushes(TIMES, "QUIT", "+OK", Map.of("database", database));
    }

    private static boolean canTrace(Path temp) throws Exception {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "strace")));
        return installed
                && new ProcessBuilder("strace", "-o", temp.resolve("probe").toString(), "true")
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
    }

    private static void converse(TestFolder folder) throws IOException {
        try (SmtpWire smtp = SmtpWire.ehlo(folder.port("smtp"));
                ImapWire imap = new ImapWire(folder.port("imap"), ALICE, PASSWORD)) {
            for (int i = 1; i <= TIMES; i++) {
                assertThat(smtp.data("sender@elsewhere.example", ALICE, CrashLedger.message(i)))
                        .startsWith("250");
            }
            imap.command("SELECT Drafts");
            for (int i = 1; i <= TIMES; i++) {
                int uid = imap.append("Drafts", CrashLedger.message(i));
                imap.command("UID STORE " + uid + " FLAGS (\\Deleted keyword" + i + ")");
                imap.command("UID EXPUNGE " + uid);
            }
            for (int i = 1; i <= TIMES; i++) {
                try (Pop3Wire pop3 = new Pop3Wire(folder.port("pop3"), ALICE, PASSWORD)) {
                    pop3.command("DELE 1");
                    pop3.command("QUIT");
                }
            }
        }
    }
}
