package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.OddMessages;
import org.posthaste.common.message.OddMessages.Odd;

/** Whatever comes in goes out again octet for octet, except where a protocol has no words for it. */
class ByteIdentityTest {
    private static final Pattern FIELDS = Pattern.compile("(?:[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)+");
    private static final Pattern EMPTY_LINE = Pattern.compile("(?:^|\n)\r?\n");
    private static final int GENERATED = 100;
    private static final int LARGE = 12_000_000;

    private static MailHost host;
    private static List<Odd> messages;

    @BeforeAll
    static void start() throws Exception {
        host = MailHost.start();
        for (String user : List.of("smtp", "append", "refused")) {
            host.addUser(user + "@example.org");
        }
        messages = new ArrayList<>(OddMessages.all());
        assertThat(messages).hasSizeGreaterThanOrEqualTo(200);
        for (int seed = 1; seed <= GENERATED; seed++) {
            messages.add(generated(seed));
        }
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    /** Lines with all that trips up a coder: dots, dashes, blanks at the end, octets above 0x7f, lines of the limit. */
    private static Odd generated(int seed) {
        Random random = new Random(seed);
        String[] starts = {
            "", ".", "..", ". ", "From ", "--", ">From ", "\t", " ", "=", "=2E", "Subject:", "\u00ff\u00fe"
        };
        StringBuilder text = new StringBuilder("Subject: generated " + seed + "\r\nX-Odd:\r\n");
        text.append("Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n");
        for (int line = random.nextInt(40); line >= 0; line--) {
            StringBuilder built = new StringBuilder(starts[random.nextInt(starts.length)]);
            int length = random.nextInt(20) == 0 ? 998 : random.nextInt(80);
            while (built.length() < length) {
                int octet = 1 + random.nextInt(255);
                built.append(octet == '\r' || octet == '\n' ? '.' : (char) octet);
            }
            text.append(built).append("\r\n");
            if (random.nextInt(8) == 0) {
                text.append(random.nextBoolean() ? "\r\n--b\r\n" : ".\r\n");
            }
        }
        return new Odd("generated-" + seed, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** RFC 5321 §6.3: such messages are refused for good reason. */
    private static boolean looksLikeALoop(Odd message) {
        return message.text().split("\\nReceived:", -1).length > 30;
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** What POP3 makes of a message, see {@code pop3-server/README.md}. */
    private static String pop3Form(String message) {
        String form = message.replace('\0', '\u0080');
        if (!form.isEmpty() && !form.endsWith("\r\n")) {
            form += "\r\n";
        }
        return EMPTY_LINE.matcher(message).find() ? form : form + "\r\n";
    }

    private static ImapWire imap(String user) throws Exception {
        return new ImapWire(host.port("imap"), user, MailHost.PASSWORD);
    }

    private static void sameOverPop3(String user, List<String> names, List<String> bodies) throws Exception {
        try (Pop3Wire wire = new Pop3Wire(host.port("pop3"), user, MailHost.PASSWORD)) {
            assertThat(wire.messages()).isEqualTo(bodies.size());
            for (int i = 0; i < bodies.size(); i++) {
                assertThat(text(wire.retr(i + 1))).as(names.get(i)).isEqualTo(pop3Form(bodies.get(i)));
            }
        }
    }

    @Test
    void bySmtp() throws Exception {
        String user = "smtp@example.org";
        List<Odd> sent = messages.stream()
                .filter(message -> message.isSmtpLegal() && !looksLikeALoop(message))
                .toList();
        assertThat(sent).hasSizeGreaterThan(200);
        try (SmtpWire wire = SmtpWire.ehlo(host.port("smtp"))) {
            for (Odd message : sent) {
                assertThat(wire.data("sender@elsewhere.example", user, message.octets()))
                        .as(message.name())
                        .startsWith("250");
            }
        }
        List<String> bodies = new ArrayList<>();
        try (ImapWire wire = imap(user)) {
            wire.command("SELECT INBOX");
            wire.bodies("1:*").values().forEach(body -> bodies.add(text(body)));
        }
        assertThat(bodies).hasSameSizeAs(sent);
        for (int i = 0; i < bodies.size(); i++) {
            String name = sent.get(i).name();
            assertThat(bodies.get(i))
                    .as(name)
                    .startsWith("Return-Path: ")
                    .endsWith(sent.get(i).text());
            String prefix = bodies.get(i)
                    .substring(0, bodies.get(i).length() - sent.get(i).octets().length);
            assertThat(FIELDS.matcher(prefix).matches())
                    .as("what stands before %s: %s", name, prefix)
                    .isTrue();
        }
        sameOverPop3(user, sent.stream().map(Odd::name).toList(), bodies);
    }

    @Test
    void bySmtpWhatIsNoMailIsRefusedOrUnchanged() throws Exception {
        String user = "refused@example.org";
        Map<String, String> accepted = new LinkedHashMap<>();
        for (Odd message : messages) {
            if (message.isSmtpLegal() || message.octets().length == 0) {
                continue;
            }
            try (SmtpWire wire = SmtpWire.ehlo(host.port("smtp"))) {
                String reply = wire.data("sender@elsewhere.example", user, message.octets());
                if (reply.startsWith("250")) {
                    assertThat(message.hasOddLineEnds())
                            .as("%s accepted", message)
                            .isFalse();
                    accepted.put(message.name(), message.text() + (message.endsWithLineEnd() ? "" : "\r\n"));
                } else {
                    assertThat(reply).as(message.name()).startsWith("5");
                }
            }
        }
        assertThat(accepted).isNotEmpty();
        try (ImapWire wire = imap(user)) {
            wire.command("SELECT INBOX");
            List<String> expected = List.copyOf(accepted.values());
            List<byte[]> bodies = List.copyOf(wire.bodies("1:*").values());
            assertThat(bodies).hasSameSizeAs(expected);
            for (int i = 0; i < bodies.size(); i++) {
                assertThat(text(bodies.get(i))).endsWith(expected.get(i));
            }
        }
    }

    @Test
    void byAppend() throws Exception {
        String user = "append@example.org";
        List<Odd> sent = messages.stream()
                .filter(message -> !message.hasNul() && message.octets().length > 0)
                .toList();
        assertThat(sent).hasSizeGreaterThan(250);
        List<String> bodies = new ArrayList<>();
        try (ImapWire wire = imap(user)) {
            Map<Integer, Odd> placed = new LinkedHashMap<>();
            for (Odd message : sent) {
                placed.put(wire.append("INBOX", message.octets()), message);
            }
            wire.command("SELECT INBOX");
            Map<Integer, byte[]> found = wire.bodies("1:*");
            assertThat(found.keySet()).containsExactlyElementsOf(placed.keySet());
            placed.forEach((uid, message) -> {
                assertThat(text(found.get(uid))).as(message.name()).isEqualTo(message.text());
                bodies.add(message.text());
            });
            for (String response : wire.command("UID FETCH 1:* (UID RFC822.SIZE)")) {
                if (response.startsWith("* ") && response.contains("RFC822.SIZE")) {
                    int uid = Integer.parseInt(response.replaceAll(".*\\bUID (\\d+).*", "$1"));
                    assertThat(response)
                            .containsPattern("RFC822\\.SIZE " + placed.get(uid).octets().length + "\\b");
                }
            }
        }
        sameOverPop3(user, sent.stream().map(Odd::name).toList(), bodies);
    }

    /** Larger than all that is kept in memory on the way. */
    @Test
    void aLargeMessage() throws Exception {
        String user = "large@example.org";
        host.addUser(user);
        Random random = new Random(11);
        StringBuilder text = new StringBuilder("Subject: large\r\n\r\n");
        while (text.length() < LARGE) {
            text.append(Long.toString(random.nextLong(), 36)).append(random.nextInt(5) == 0 ? "\r\n." : "\r\n");
        }
        byte[] large = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        try (SmtpWire wire = SmtpWire.ehlo(host.port("smtp"))) {
            assertThat(wire.data("sender@elsewhere.example", user, large)).startsWith("250");
        }
        try (ImapWire imap = imap(user);
                Pop3Wire pop3 = new Pop3Wire(host.port("pop3"), user, MailHost.PASSWORD)) {
            imap.command("SELECT INBOX");
            byte[] body = imap.bodies("1").get(1);
            assertThat(Arrays.mismatch(body, body.length - large.length, body.length, large, 0, large.length))
                    .isEqualTo(-1);
            assertThat(Arrays.mismatch(pop3.retr(1), body)).isEqualTo(-1);
        }
    }
}
