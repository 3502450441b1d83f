package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code strace -f -y} recorded, in order. A call that was interrupted by others in the record is one call from its begin to its end.
 *
 * @param all in the order they began
 */
record SystemCalls(List<Call> all) {
    private static final Pattern CALL = Pattern.compile("(\\w+)\\(\\d+<([^>]*)>(.*)");
    private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");

    /**
     * A call.
     *
     * @param begin line where it began
     * @param end line where it ended
     * @param on file or socket
     * @param text the other arguments, cut
     */
    record Call(int begin, int end, String name, String on, String text) {
        boolean isForce() {
            return name.equals("fsync") || name.equals("fdatasync");
        }

        boolean isWrite() {
            return name.contains("write");
        }

        boolean isSent() {
            return on.startsWith("socket:") && (isWrite() || name.startsWith("send"));
        }

        boolean isReceived() {
            return on.startsWith("socket:") && (name.equals("read") || name.startsWith("recv"));
        }
    }

    static SystemCalls read(Path trace) throws IOException {
        List<Call> calls = new ArrayList<>();
        Map<String, Call> open = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            number++;
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                continue;
            }
            String process = parts.group(1);
            String rest = parts.group(2);
            if (rest.startsWith("<... ")) {
                Call begun = open.remove(process);
                if (begun != null) {
                    calls.add(new Call(begun.begin, number, begun.name, begun.on, begun.text + rest));
                }
                continue;
            }
            Matcher call = CALL.matcher(rest);
            if (call.matches()) {
                Call seen = new Call(number, number, call.group(1), call.group(2), call.group(3));
                if (rest.endsWith("<unfinished ...>")) {
                    open.put(process, seen);
                } else {
                    calls.add(seen);
                }
            }
        }
        calls.sort((a, b) -> Integer.compare(a.begin, b.begin));
        return new SystemCalls(calls);
    }

    /** Finds requests and checks that each answer came after the flush of what was written for it to files of each kind. */
    void expectFlushes(int times, String request, String promise, Map<String, Predicate<String>> files) {
        int found = 0;
        for (Call received : all) {
            if (!received.isReceived() || !received.text.contains(request)) {
                continue;
            }
            Call answer = all.stream()
                    .filter(call -> call.isSent() && call.on.equals(received.on) && call.begin > received.end)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no answer to " + received));
            if (answer.text.contains(promise)) {
                found++;
                files.forEach((kind, file) -> expectFlush(kind, file, received, answer));
            }
        }
        assertThat(found).as("answers with \"%s\" to \"%s\"", promise, request).isEqualTo(times);
    }

    private void expectFlush(String kind, Predicate<String> file, Call request, Call answer) {
        List<Call> between = all.stream()
                .filter(call -> call.begin > request.end && call.end < answer.begin && file.test(call.on))
                .toList();
        List<Call> writes = between.stream().filter(Call::isWrite).toList();
        assertThat(writes)
                .as("%s written between %s and %s", kind, request, answer)
                .isNotEmpty();
        for (Call write : writes) {
            assertThat(between)
                    .as("%s forced after %s, before %s", kind, write, answer)
                    .anyMatch(call -> call.isForce() && call.on.equals(write.on) && call.begin > write.end);
        }
    }
}
