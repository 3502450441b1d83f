package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.cli.CommandRun.ScriptedTerminal;

/** Every noun and verb, with the store opened by the command itself and with a running server: the same words, the same results. */
class RoundTripTest {
    @TempDir
    Path data;

    abstract class Words {
        @Test
        void domainsComeAndGo() {
            assertThat(run("domain", "add", "Example.ORG").out())
                    .contains("example.org added", "Next: posthaste user add");
            assertThat(run("domain", "add", "example.org").out()).contains("was there already");
            assertThat(run("domain", "list").out()).contains("DOMAIN").contains("example.org");
            JsonNode domain = run("domain", "show", "example.org", "--json").json();
            assertThat(fields(domain)).containsExactly("domain", "users", "aliases", "catchAll", "since", "keys");
            addUser("bob@example.org");
            assertThat(run("domain", "set", "example.org", "--catch-all", "bob@example.org")
                            .code())
                    .isZero();
            assertThat(run("domain", "list", "--json")
                            .json()
                            .path(0)
                            .path("catchAll")
                            .asText())
                    .isEqualTo("bob@example.org");
            assertThat(run("domain", "set", "example.org", "--no-catch-all", "--json")
                            .json()
                            .path("catchAll")
                            .asText())
                    .isEmpty();
            refused(
                    run("domain", "remove", "example.org", "--yes"),
                    1,
                    "still has users (1)",
                    "posthaste user list example.org");
            run("user", "remove", "bob@example.org", "--yes");
            refused(run("domain", "remove", "example.org"), 1, "will be refused", "domain remove example.org --yes");
            assertThat(run("domain", "remove", "example.org", "--yes").out()).contains("example.org removed");
            assertThat(run("domain", "list", "--json").json()).isEmpty();
            refused(run("domain", "show", "example.org"), 1, "not received here", "posthaste domain add example.org");
            refused(run("domain", "add", "example"), 2, "not a domain name", "Next");
        }

        @Test
        void domainsHaveKeysAndRecords() {
            refused(run("domain", "dns", "example.org"), 1, "not received here", "posthaste domain add example.org");
            assertThat(run("domain", "add", "example.org").out())
                    .contains("posthaste domain dns example.org", "posthaste doctor example.org");
            assertThat(run("domain", "dns", "example.org", "--address", "192.0.2.9,2001:db8::9")
                            .out())
                    .contains("$ORIGIN example.org.", "192.0.2.9", "2001:db8::9", "; Ask whoever gave you the address");
            assertThat(run("domain", "dns", "example.org", "--form").out()).contains("NAME", "PRIORITY", "@");
            JsonNode records = run("domain", "dns", "example.org", "--json").json();
            assertThat(fields(records.path(0)))
                    .containsExactly("name", "type", "ttl", "value", "purpose", "required", "why");
            assertThat(records.path(0).path("name").asText()).isEqualTo("example.org.");
            refused(run("domain", "dns", "example.org", "--address", "here"), 2, "is not an address", "--help");
            refused(run("domain", "dns", "example.org", "--zone", "--form"), 2, "either --zone or --form", "--help");

            JsonNode keys =
                    run("domain", "show", "example.org", "--json").json().path("keys");
            assertThat(states(keys)).containsExactlyInAnyOrder("signing", "signing");
            assertThat(run("domain", "rotate-keys", "example.org").out())
                    .contains("New keys for example.org", "._domainkey.example.org. IN TXT \"v=DKIM1; k=rsa; p=");
            assertThat(run("domain", "rotate-keys", "example.org").out()).contains("were made already");
            assertThat(states(run("domain", "show", "example.org", "--json")
                            .json()
                            .path("keys")))
                    .containsExactlyInAnyOrder("signing", "signing", "waiting", "waiting");
            assertThat(run("domain", "rotate-keys", "example.org", "--now").out())
                    .contains("sign from now on");
            assertThat(run("domain", "show", "example.org").out()).contains("KEY", "signing", "retired");
            assertThat(run("domain", "remove", "example.org", "--yes").out()).contains("Its keys are kept in", "dkim");
        }

        private List<String> states(JsonNode keys) {
            List<String> states = new ArrayList<>();
            keys.forEach(key -> states.add(key.path("state").asText()));
            return states;
        }

        @Test
        void usersComeAndGo() {
            refused(
                    run("user", "add", "bob@example.org"),
                    1,
                    "not received here yet",
                    "posthaste domain add example.org");
            run("domain", "add", "example.org");
            CommandRun added =
                    run("user", "add", "Bob@example.org", "--name", "Bob Miller", "--quota", "20G", "--json");
            assertThat(fields(added.json()))
                    .contains(
                            "address",
                            "name",
                            "enabled",
                            "messages",
                            "usedOctets",
                            "quotaOctets",
                            "since",
                            "client",
                            "password");
            assertThat(added.json().path("quotaOctets").asLong()).isEqualTo(20L << 30);
            assertThat(added.json().path("password").asText()).hasSizeGreaterThan(16);
            assertThat(added.json()
                            .path("client")
                            .path("imap")
                            .path(0)
                            .path("security")
                            .asText())
                    .isEqualTo("SSL/TLS");
            refused(run("user", "add", "bob@example.org"), 1, "already", "posthaste user password");
            assertThat(run("user", "list").out()).contains("Bob Miller", "20G", "allowed");
            assertThat(run("user", "list", "example.org", "--json").json()).hasSize(1);
            refused(run("user", "list", "example.net"), 1, "not received here", "posthaste domain add example.net");
            assertThat(run("user", "show", "bob@example.org").out()).contains("Bob Miller", "INCOMING (IMAP)");
            JsonNode set = run("user", "set", "bob@example.org", "--quota", "0", "--enabled", "no", "--json")
                    .json();
            assertThat(set.path("quotaOctets").asLong()).isZero();
            assertThat(set.path("enabled").asBoolean()).isFalse();
            JsonNode hiding = run(
                            "user", "set", "bob@example.org", "--imap-hide", "compress=deflate, QRESYNC", "--json")
                    .json();
            assertThat(hiding.path("imapHidden").toString()).isEqualTo("[\"COMPRESS=DEFLATE\",\"QRESYNC\"]");
            assertThat(run("user", "set", "bob@example.org", "--imap-hide", "", "--json")
                            .json()
                            .path("imapHidden"))
                    .isEmpty();
            refused(run("user", "set", "bob@example.org", "--imap-hide", "a b"), 2, "not an IMAP capability", "--help");
            refused(run("user", "set", "bob@example.org", "--imap-hide", "IMAP4rev1"), 2, "cannot be hidden", "--help");
            refused(run("user", "set", "bob@example.org"), 2, "Say what to change", "--help");
            refused(run("user", "set", "bob@example.org", "--quota", "lots"), 2, "is not a size", "--help");
            refused(run("user", "show", "nobody@example.org"), 1, "no user nobody@example.org", "posthaste user list");
            refused(run("user", "remove", "bob@example.org"), 1, "0 messages", "user remove bob@example.org --yes");
            assertThat(run("user", "remove", "bob@example.org", "--yes").out()).contains("ob@example.org removed");
            assertThat(run("user", "list", "--json").json()).isEmpty();
        }

        @Test
        void mailGoesOnAndSendingHasLimits() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            JsonNode set = run(
                            "user",
                            "set",
                            "bob@example.org",
                            "--forward",
                            "bob@example.net, b@example.com",
                            "--keep",
                            "--save-sent",
                            "yes",
                            "--send-limit",
                            "60/hour,500/day",
                            "--new-recipients-limit",
                            "none",
                            "--json")
                    .json();
            assertThat(set.path("forwardTo").toString()).isEqualTo("[\"bob@example.net\",\"b@example.com\"]");
            assertThat(set.path("keepsForwarded").asBoolean()).isTrue();
            assertThat(set.path("saveSent").asBoolean()).isTrue();
            assertThat(set.path("sendLimit").asText()).isEqualTo("60/hour,500/day");
            assertThat(set.path("newRecipientsLimit").asText()).isEqualTo("none");
            JsonNode ended = run("user", "set", "bob@example.org", "--forward", "", "--send-limit", "default", "--json")
                    .json();
            assertThat(ended.path("forwardTo")).isEmpty();
            assertThat(ended.path("sendLimit").asText()).isEqualTo("default");
            assertThat(ended.path("newRecipientsLimit").asText()).isEqualTo("none");
            refused(run("user", "set", "bob@example.org", "--keep"), 2, "goes with --forward", "--forward OTHER");
            refused(run("user", "set", "bob@example.org", "--send-limit", "many"), 2, "is no limit", "--help");
            refused(run("user", "set", "bob@example.org", "--forward", "bob"), 2, "not an address", "--help");
        }

        @Test
        void passwordsAreNeverArguments() {
            run("domain", "add", "example.org");
            assertThat(CommandRun.with(
                                    new ScriptedTerminal(false, "correct horse battery"),
                                    data,
                                    "user",
                                    "add",
                                    "bob@example.org",
                                    "--password-stdin",
                                    "--json")
                            .json()
                            .has("password"))
                    .isFalse();
            CommandRun asked = CommandRun.with(
                    new ScriptedTerminal(true, "correct horse", "correct horse"),
                    data,
                    "user",
                    "password",
                    "bob@example.org");
            assertThat(asked.code()).isZero();
            assertThat(asked.out()).contains("is changed").doesNotContain("correct horse");
            CommandRun differing = CommandRun.with(
                    new ScriptedTerminal(true, "correct horse", "battery staple"),
                    data,
                    "user",
                    "password",
                    "bob@example.org");
            refused(differing, 2, "differ", "Next");
            CommandRun weak = CommandRun.with(
                    new ScriptedTerminal(false, "short"),
                    data,
                    "user",
                    "password",
                    "bob@example.org",
                    "--password-stdin");
            assertThat(weak.code()).isZero();
            assertThat(weak.out()).contains("Warning: ", "fewer than 8 characters");
            refused(run("user", "password", "bob@example.org", "--password-stdin"), 2, "no password", "standard input");
            assertThat(run("user", "password", "bob@example.org").out()).contains("New password: ", "shown only now");
        }

        @Test
        void destructiveActsAskOnATerminal() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            CommandRun no =
                    CommandRun.with(new ScriptedTerminal(true, "yes"), data, "user", "remove", "bob@example.org");
            refused(no, 1, "Nothing was changed", "--yes");
            CommandRun typed = CommandRun.with(
                    new ScriptedTerminal(true, "bob@example.org"), data, "user", "remove", "bob@example.org");
            assertThat(typed.code()).isZero();
        }

        @Test
        void aliasesComeAndGo() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            addUser("eve@example.org");
            assertThat(run("alias", "add", "sales@example.org", "bob@example.org", "ann@elsewhere.example")
                            .out())
                    .contains("sales@example.org leads to ann@elsewhere.example, bob@example.org");
            run("alias", "add", "sales@example.org", "eve@example.org");
            JsonNode alias = run("alias", "list", "--json").json().path(0);
            assertThat(fields(alias)).containsExactly("alias", "targets");
            assertThat(alias.path("targets")).hasSize(3);
            assertThat(run("user", "show", "eve@example.org", "--json").json().path("aliases"))
                    .hasSize(1);
            refused(
                    run("alias", "add", "x@example.net", "bob@example.org"),
                    1,
                    "not received here",
                    "domain add example.net");
            refused(run("alias", "add", "x@example.org", "nobody@example.org"), 1, "no user or alias", "user add");
            refused(run("alias", "add", "bob@example.org", "eve@example.org"), 1, "There is a user", "user show");
            refused(run("user", "add", "sales@example.org"), 1, "is an alias", "alias remove");
            assertThat(run("alias", "remove", "sales@example.org", "eve@example.org", "--yes")
                            .out())
                    .contains("leads to ann@elsewhere.example, bob@example.org");
            assertThat(run("alias", "remove", "sales@example.org", "--yes").out())
                    .contains("removed");
            refused(run("alias", "remove", "sales@example.org", "--yes"), 1, "no alias", "posthaste alias list");
        }

        @Test
        void mailboxesAreSharedAndTakenBack() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            addUser("ann@example.org");
            assertThat(run("mailbox", "grant", "bob@example.org", "Archive", "ann@example.org", "read")
                            .out())
                    .contains("ann@example.org may now: see it in the list, read messages, mark as read");
            assertThat(run("mailbox", "grant", "bob@example.org", "Archive", "anyone", "l", "--json")
                            .json()
                            .path("rights")
                            .asText())
                    .isEqualTo("l");
            JsonNode rights = run("mailbox", "rights", "bob@example.org", "Archive", "--json")
                    .json();
            assertThat(rights.findValuesAsText("who")).containsExactly("bob@example.org", "ann@example.org", "anyone");
            assertThat(rights.findValuesAsText("rights")).containsExactly("lrswipkxtea", "lrs", "l");
            assertThat(run("mailbox", "rights", "bob@example.org", "Archive").out())
                    .contains("WHO", "owner", "ann@example.org");
            assertThat(run("mailbox", "revoke", "bob@example.org", "Archive", "ann@example.org", "s")
                            .out())
                    .contains("may now: see it in the list, read messages.");
            assertThat(run("mailbox", "revoke", "bob@example.org", "Archive", "ann@example.org")
                            .out())
                    .contains("may do nothing more");
            refused(
                    run("mailbox", "revoke", "bob@example.org", "Archive", "ann@example.org"),
                    1,
                    "Nothing is granted to ann@example.org",
                    "posthaste mailbox rights bob@example.org \"Archive\"");
            refused(
                    run("mailbox", "grant", "bob@example.org", "Archive", "eve@example.org", "read"),
                    1,
                    "no user eve@example.org",
                    "posthaste user list");
            refused(
                    run("mailbox", "grant", "bob@example.org", "Archive", "ann@example.org", "q"),
                    2,
                    "neither read, write nor all",
                    "mailbox grant --help");
            refused(
                    run("mailbox", "grant", "bob@example.org", "Archive", "bob@example.org", "read"),
                    1,
                    "own",
                    "mailbox rights");
            refused(
                    run("mailbox", "grant", "bob@example.org", "Nope", "ann@example.org", "read"),
                    1,
                    "no mailbox \"Nope\"",
                    "posthaste mailbox list bob@example.org");
        }

        @Test
        void messagesAreLimitedAndAdministratorsNamed() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            JsonNode set = run(
                            "user",
                            "set",
                            "bob@example.org",
                            "--quota-messages",
                            "1000",
                            "--administrator",
                            "yes",
                            "--json")
                    .json();
            assertThat(set.path("quotaMessages").asLong()).isEqualTo(1000);
            assertThat(set.path("administrator").asBoolean()).isTrue();
            run("user", "set", "bob@example.org", "--quota", "20G");
            assertThat(run("user", "show", "bob@example.org").out()).contains("1000", "20G");
            refused(
                    run("user", "set", "bob@example.org", "--administrator", "perhaps"),
                    2,
                    "neither yes nor no",
                    "user set --help");
            refused(run("user", "set", "bob@example.org", "--quota-messages", "many"), 2, "many", "user set --help");
        }

        @Test
        void mailboxesOfAUserAreShown() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            assertThat(run("mailbox", "list", "bob@example.org").out()).contains("INBOX", "Drafts", "\\Sent", "Trash");
            JsonNode inbox =
                    run("mailbox", "show", "bob@example.org", "inbox", "--json").json();
            assertThat(fields(inbox))
                    .containsExactly(
                            "mailbox",
                            "uses",
                            "subscribed",
                            "selectable",
                            "messages",
                            "unseen",
                            "octets",
                            "uidNext",
                            "uidValidity",
                            "highestModSeq");
            refused(run("mailbox", "show", "bob@example.org", "Nope"), 1, "no mailbox \"Nope\"", "mailbox list");
        }

        @Test
        void mailboxesComeAndGo() {
            run("domain", "add", "example.org");
            addUser("bob@example.org");
            assertThat(run("mailbox", "add", "bob@example.org", "Projects/2026").out())
                    .contains("Projects/2026 added.");
            assertThat(run("mailbox", "add", "bob@example.org", "Projects/2026").out())
                    .contains("was there already");
            JsonNode made = run("mailbox", "show", "bob@example.org", "Projects/2026", "--json")
                    .json();
            assertThat(made.path("subscribed").asBoolean()).isTrue();
            refused(run("mailbox", "add", "bob@example.org", "a//b"), 1, "cannot be called", "mailbox add");
            refused(
                    run("mailbox", "remove", "bob@example.org", "Projects/2026"),
                    1,
                    "0 messages will be gone",
                    "mailbox remove bob@example.org \"Projects/2026\" --yes");
            refused(run("mailbox", "remove", "bob@example.org", "INBOX", "--yes"), 1, "new mail", "mailbox list");
            assertThat(run("mailbox", "remove", "bob@example.org", "Projects/2026", "--yes")
                            .out())
                    .contains("Projects/2026 removed");
            refused(run("mailbox", "show", "bob@example.org", "Projects/2026"), 1, "no mailbox", "mailbox list");
            refused(run("mailbox", "add", "eve@example.org", "X"), 1, "no user eve@example.org", "user list");
        }

        @Test
        void storeIsVerifiedAndJournalRead() {
            JsonNode report = run("verify", "--json").json();
            assertThat(report.path("sound").asBoolean()).isTrue();
            assertThat(run("verify").out()).contains("all is well");
            assertThat(run("verify", "--rebuild-index").out()).contains("made anew: 0 messages", "all is well");
            assertThat(run("journal", "tail").code()).isZero();
        }

        CommandRun run(String... words) {
            return CommandRun.on(data, words);
        }

        void addUser(String address) {
            assertThat(run("user", "add", address).code()).isZero();
        }
    }

    @Nested
    class WithoutServer extends Words {
        @BeforeEach
        void configure() throws IOException {
            Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n");
        }

        @Test
        void statusSaysThatNothingServes() {
            refused(run("status"), 3, "No server runs", "posthaste serve");
            assertThat(run("stop").out()).contains("No server runs");
            refused(run("journal", "tail", "--follow"), 3, "No server runs", "posthaste serve");
            refused(run("session", "list"), 3, "No server runs", "posthaste serve");
            refused(run("relay", "tls", "example.com"), 3, "No server runs", "posthaste serve");
        }

        @Test
        void adminFileLeftBehindMisleadsNobody() throws IOException {
            Files.writeString(
                    data.resolve("admin.json"),
                    "{\"pid\": " + ProcessHandle.current().pid() + ", \"port\": 9, \"token\": \"x\"}");
            assertThat(run("domain", "add", "example.org").code()).isZero();
            refused(run("status"), 3, "No server runs", "posthaste serve");
        }
    }

    @Nested
    class WithServer extends Words {
        private ServerThread server;

        @BeforeEach
        void start() throws IOException {
            server = ServerThread.start(data);
        }

        @AfterEach
        void stop() throws InterruptedException {
            server.stop();
        }

        @Test
        void statusTellsPortsAndFigures() {
            JsonNode status = run("status", "--json").json();
            assertThat(fields(status))
                    .contains(
                            "serving",
                            "version",
                            "pid",
                            "hostname",
                            "since",
                            "uptimeSeconds",
                            "listeners",
                            "sessions",
                            "memory",
                            "certificates",
                            "store");
            assertThat(fields(status.path("store")))
                    .containsExactly(
                            "users", "messages", "databaseOctets", "packOctets", "freeOctets", "unindexedMessages");
            assertThat(status.path("certificates").path(0).path("daysLeft").asLong())
                    .isPositive();
            assertThat(run("status").out()).contains("serves mail.example.org", "Certificate", "free");
        }

        @Test
        void sessionsAreListedTracedAndClosed() throws IOException {
            run("domain", "add", "example.org");
            CommandRun.with(
                    new ScriptedTerminal(false, "correct horse"),
                    data,
                    "user",
                    "add",
                    "bob@example.org",
                    "--password-stdin");
            assertThat(run("session", "list", "--json").json()).isEmpty();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("imap"))) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                say(socket, in, "a1 LOGIN bob@example.org \"correct horse\"");
                say(socket, in, "a2 SELECT Drafts");
                JsonNode session = run("session", "list", "--user", "Bob@example.org", "--json")
                        .json()
                        .path(0);
                assertThat(fields(session))
                        .containsExactly(
                                "id",
                                "protocol",
                                "listener",
                                "user",
                                "peer",
                                "tls",
                                "state",
                                "since",
                                "seconds",
                                "receivedOctets",
                                "sentOctets");
                assertThat(session.path("user").asText()).isEqualTo("bob@example.org");
                assertThat(session.path("state").asText()).isEqualTo("Drafts");
                assertThat(run("session", "list").out()).contains("STATE", "Drafts", "imap");

                JsonNode trace = run("session", "trace", "bob@example.org", "--minutes", "1", "--json")
                        .json();
                assertThat(trace.path("begun").asBoolean()).isTrue();
                assertThat(run("session", "trace", "bob@example.org").out()).contains("Already tracing", "tail -f");
                say(socket, in, "a3 NOOP");
                run("user", "set", "bob@example.org", "--imap-hide", "IDLE");
                assertThat(say(socket, in, "a3b CAPABILITY"))
                        .contains(" ENABLE ")
                        .doesNotContain(" IDLE ");
                say(socket, in, "a4 LOGIN bob@example.org \"correct horse\"");
                Path file = Path.of(trace.path("file").asText());
                assertThat(Files.readString(file))
                        .contains("< a3 NOOP", "> a3 OK")
                        .doesNotContain("correct horse");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                refused(run("session", "trace", "bob@example.org", "--minutes", "0"), 2, "between 1 and", "--help");
                refused(run("session", "trace", "eve@example.org"), 1, "no user eve@example.org", "user list");

                refused(run("session", "close"), 2, "Say which", "session list");
                refused(run("session", "close", "nope"), 1, "no session nope", "posthaste session list");
                assertThat(run("session", "close", session.path("id").asText()).out())
                        .contains("1 session asked to end");
                assertThat(in.readLine()).startsWith("* BYE");
            }
            assertThat(run("journal", "tail", "--user", "bob@example.org").out())
                    .contains("authenticated", "user=bob@example.org");
            assertThat(run("journal", "tail", "--user", "eve@example.org").out())
                    .isEmpty();
        }

        private int port(String listener) {
            for (JsonNode known : run("status", "--json").json().path("listeners")) {
                if (known.path("name").asText().equals(listener)) {
                    return known.path("port").asInt();
                }
            }
            throw new AssertionError("no listener " + listener);
        }

        /** Sends a command and reads to its end. */
        private String say(Socket socket, BufferedReader in, String command) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String tag = command.substring(0, command.indexOf(' ') + 1);
            StringBuilder all = new StringBuilder();
            String line = in.readLine();
            while (line != null && !line.startsWith(tag)) {
                all.append(line).append('\n');
                line = in.readLine();
            }
            return all.toString();
        }

        @Test
        void secondServerIsRefused() {
            refused(run("serve"), 1, "already", "posthaste status");
            refused(run("quickstart", "alice@example.org"), 1, "already", "posthaste status");
        }
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void refused(CommandRun run, int code, String message, String next) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.err()).contains(message);
        assertThat(run.err().substring(run.err().indexOf("Next: "))).contains(next);
    }
}
