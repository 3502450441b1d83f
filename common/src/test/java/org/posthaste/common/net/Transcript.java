package org.posthaste.common.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parsed {@code .script} file; the format is described at {@link TranscriptRunner}. */
final class Transcript {
    private static final Pattern CONVERSATION = Pattern.compile("([CS])([0-9]?)([:|]) ?(.*)", Pattern.DOTALL);
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private String transport = "any";
    private boolean startsTls;
    private boolean movesTime;
    private boolean whole;

    private Transcript(String name) {
        this.name = name;
    }

    static Transcript read(Path file) throws IOException {
        return parse(file.getFileName().toString(), Files.readString(file));
    }

    static Transcript parse(String name, String text) {
        Transcript transcript = new Transcript(name);
        List<LinePattern> block = null;
        int blockLine = 0;
        String blockClient = "";
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (line.equals("{unordered}")) {
                block = new ArrayList<>();
                blockLine = number;
            } else if (line.equals("{end}") && block != null) {
                transcript.steps.add(new Expect(blockLine, blockClient, block));
                block = null;
            } else if (block != null && !line.isBlank() && !line.startsWith("#")) {
                Matcher said = CONVERSATION.matcher(line);
                if (!said.matches() || !said.group(1).equals("S")) {
                    throw new IllegalArgumentException(name + ":" + number + ": only S: lines in an unordered block");
                }
                blockClient = said.group(2);
                block.add(new LinePattern(text(said)));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                transcript.parseLine(number, line);
            }
        }
        if (block != null) {
            throw new IllegalArgumentException(name + ":" + blockLine + ": {unordered} without {end}");
        }
        return transcript;
    }

    private void parseLine(int number, String line) {
        Matcher said = CONVERSATION.matcher(line);
        if (said.matches()) {
            String text = text(said);
            String client = said.group(2);
            boolean raw = said.group(3).equals("|");
            if (said.group(1).equals("S")) {
                steps.add(
                        text.equals("<close>") && !raw
                                ? new ExpectClose(number, client)
                                : new Expect(number, client, List.of(new LinePattern(text))));
            } else if (text.equals("<close>") && !raw) {
                steps.add(new Disconnect(number, client));
            } else if (text.equals("<starttls>") && !raw) {
                steps.add(new StartTls(number, client));
                startsTls = true;
            } else if (text.equals("<compress>") && !raw || text.equals("<plain>") && !raw) {
                steps.add(new Compress(number, client, text.equals("<compress>")));
            } else {
                steps.add(new Send(number, client, raw ? text : text + "\r\n"));
            }
        } else if (line.startsWith("given ")) {
            steps.add(new Given(number, line.substring("given ".length()).strip()));
        } else if (line.startsWith("advance ")) {
            steps.add(new Advance(
                    number, duration(number, line.substring("advance ".length()).strip())));
            movesTime = true;
        } else if (line.equals("uncut")) {
            whole = true;
        } else if (line.startsWith("transport ")) {
            transport = line.substring("transport ".length()).strip();
            if (!List.of("any", "plain", "tls", "memory").contains(transport)) {
                throw new IllegalArgumentException(name + ":" + number + ": no such transport: " + transport);
            }
        } else {
            throw new IllegalArgumentException(name + ":" + number + ": not a line of a transcript: " + line);
        }
    }

    private static String text(Matcher said) {
        return said.group(3).equals("|") ? unescape(said.group(4)) : said.group(4);
    }

    private static String unescape(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            switch (escape) {
                case 'r' -> result.append('\r');
                case 'n' -> result.append('\n');
                case 't' -> result.append('\t');
                case '0' -> result.append('\0');
                case '\\' -> result.append('\\');
                case 'x' -> {
                    // Private-use characters carry single octets, see octets().
                    result.append((char) (OCTET + Integer.parseInt(text.substring(i + 1, i + 3), 16)));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("no such escape: \\" + escape);
            }
        }
        return result.toString();
    }

    private static final char OCTET = '\uE000';

    /** Text as octets: UTF-8, except that what {@code \xHH} gave is that single octet. */
    static byte[] octets(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (c >= OCTET && c < OCTET + 256) {
                octets.write(c - OCTET);
            } else {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return octets.toByteArray();
    }

    private Duration duration(int number, String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(name + ":" + number + ": not a duration like 30s or 29m: " + text);
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    String name() {
        return name;
    }

    List<Step> steps() {
        return steps;
    }

    /** Whether it makes sense on a connection without TLS from the start. */
    boolean runsPlain() {
        return !transport.equals("tls");
    }

    /** Whether it makes sense on a connection that has TLS from the start. */
    boolean runsTls() {
        return transport.equals("tls") || transport.equals("any") && !startsTls;
    }

    /** Whether input may be cut in pieces. */
    boolean runsCut() {
        return !whole;
    }

    /** Whether it makes sense with real sockets and real time. */
    boolean runsOnSockets() {
        return !transport.equals("memory") && !movesTime;
    }

    /** One thing to do. */
    sealed interface Step {
        int line();
    }

    record Given(int line, String text) implements Step {}

    record Send(int line, String client, String text) implements Step {}

    record Expect(int line, String client, List<LinePattern> lines) implements Step {}

    record ExpectClose(int line, String client) implements Step {}

    record Disconnect(int line, String client) implements Step {}

    record StartTls(int line, String client) implements Step {}

    record Compress(int line, String client, boolean on) implements Step {}

    record Advance(int line, Duration by) implements Step {}
}
