package org.posthaste.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;

/** Commands that went wrong on the way: the server answers each, never with an internal error, and the same however the octets are cut. */
class MutatedCommandsTest {
    private static final List<String> COMMANDS = List.of(
            "FETCH 1:* (FLAGS UID BODY.PEEK[HEADER.FIELDS (SUBJECT From)] BODY[1.MIME]<0.10> ENVELOPE)",
            "UID FETCH 1,2:* (RFC822.SIZE INTERNALDATE BODYSTRUCTURE MODSEQ) (CHANGEDSINCE 12)",
            "SEARCH RETURN (MIN ALL) CHARSET UTF-8 OR NOT SEEN (SUBJECT \"x y\" SINCE 1-Jan-2020) KEYWORD abc",
            "UID SEARCH HEADER Subject {3+}\r\none UID 1:3 LARGER 10",
            "STORE 1:2 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen abc)",
            "UID STORE 2 -FLAGS \\Deleted",
            "COPY 1 \"Sent\"",
            "UID MOVE 3 Trash",
            "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (\"*\" %) RETURN (CHILDREN STATUS (MESSAGES))",
            "STATUS {5+}\r\nINBOX (MESSAGES UIDNEXT SIZE)",
            "APPEND Sent (\\Seen $x) \" 5-Jan-2024 10:11:12 +0130\" {12+}\r\nSubject: a\r\n",
            "CREATE \"a&-b/c\" (USE (\\Drafts))",
            "RENAME INBOX Box2",
            "ENABLE CONDSTORE QRESYNC UTF8=ACCEPT",
            "ID (\"name\" \"x\" \"version\" NIL)",
            "SELECT INBOX (CONDSTORE)",
            "EXPUNGE",
            "IDLE");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void mutatedCommandsAreAnsweredTheSameHoweverTheyAreCut(int seed) throws IOException {
        List<byte[]> script = script(seed);
        List<String> whole = converse(script, Integer.MAX_VALUE);
        assertThat(whole).noneMatch(line -> line.contains("SERVERBUG"));
        assertThat(converse(script, 1)).isEqualTo(whole);
        assertThat(converse(script, 7)).isEqualTo(whole);
    }

    private static List<byte[]> script(int seed) {
        Random random = new Random(seed);
        List<byte[]> script = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] command = COMMANDS.get(random.nextInt(COMMANDS.size())).getBytes(StandardCharsets.ISO_8859_1);
            for (int n = random.nextInt(3); n > 0; n--) {
                command = mutated(command, random);
            }
            script.add(command);
        }
        return script;
    }

    private static byte[] mutated(byte[] command, Random random) {
        String text = new String(command, StandardCharsets.ISO_8859_1);
        int at = random.nextInt(text.length());
        String other = "()\"\\{} *%,:<>[]0\0\u00fc~".charAt(random.nextInt(19)) + "";
        String changed =
                switch (random.nextInt(4)) {
                    case 0 -> text.substring(0, at) + text.substring(at + 1);
                    case 1 -> text.substring(0, at) + other + text.substring(at);
                    case 2 -> text.substring(0, at) + other + text.substring(at + 1);
                    default -> text.substring(0, at) + text.substring(random.nextInt(text.length()));
                };
        // The sizes of literals stay small, so that the end of each command is known.
        boolean known =
                !changed.replaceAll("\\{(3|5|12)\\+}\r\n", "").matches("(?s).*\\{\\d*[+]?}\r?\n.*|.*\\{\\d*[+]?}");
        return known && !changed.isEmpty() ? changed.getBytes(StandardCharsets.ISO_8859_1) : command;
    }

    private static List<String> converse(List<byte[]> script, int pieceSize) throws IOException {
        List<String> answers = new ArrayList<>();
        ImapEnvironment environment = new ImapEnvironment();
        environment.given("mailbox INBOX with 4 messages");
        try (InMemoryTransport transport =
                new InMemoryTransport(environment.sessions(), environment.limits(), environment.clock())) {
            InMemoryClient client = transport.connect("imap");
            client.sendLine("a LOGIN alice secret\r\nb SELECT INBOX");
            boolean open = readUntil("b ", client, new ArrayList<>());
            for (int i = 0; open && i < script.size(); i++) {
                // Empty lines end whatever literal or IDLE the command began.
                byte[] end = ("\r\n".repeat(16) + "z" + i + " NOOP\r\n").getBytes(StandardCharsets.US_ASCII);
                send(client, ("c" + i + " ").getBytes(StandardCharsets.US_ASCII), pieceSize);
                send(client, script.get(i), pieceSize);
                send(client, end, pieceSize);
                open = readUntil("z" + i + " ", client, answers);
            }
        } finally {
            environment.close();
        }
        return answers;
    }

    private static void send(InMemoryClient client, byte[] octets, int pieceSize) {
        for (int at = 0; at < octets.length; at += Math.min(pieceSize, octets.length - at)) {
            int count = Math.min(pieceSize, octets.length - at);
            client.send(Arrays.copyOfRange(octets, at, at + count));
        }
    }

    private static boolean readUntil(String prefix, InMemoryClient client, List<String> into) {
        while (true) {
            Optional<String> line = client.readLine();
            if (line.isEmpty()) {
                return false;
            }
            // Each conversation has a mailbox of its own.
            into.add(line.get().replaceAll("MAILBOXID \\([^)]*\\)", "MAILBOXID"));
            if (line.get().startsWith(prefix)) {
                return true;
            }
        }
    }
}
