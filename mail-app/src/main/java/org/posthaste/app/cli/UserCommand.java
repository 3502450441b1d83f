package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.common.config.ByteSize;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste user}. Confined to the main thread. */
@Command(
        name = "user",
        headerHeading = "Example: posthaste user add bob@example.org%n%n",
        description = "The people who have mailboxes here.",
        synopsisSubcommandLabel = "VERB")
final class UserCommand extends Noun {
    private final Posthaste posthaste;

    UserCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste user list%n%n",
            description = "List all users, or those of one domain.")
    int list(@Parameters(paramLabel = "DOMAIN", arity = "0..1") Optional<String> domain) {
        ObjectNode arguments = Json.object();
        domain.ifPresent(name -> arguments.put("domain", name));
        return posthaste.act("user.list", arguments, users -> {
            Table table = new Table("ADDRESS", "NAME", "MESSAGES", "USED", "QUOTA", "LOGIN");
            users.forEach(user -> table.row(
                    user.path("address").asText(),
                    Text.orDash(user.path("name").asText()),
                    user.path("messages").asLong(),
                    Text.octets(user.path("usedOctets").asLong()),
                    Text.quota(user.path("quotaOctets").asLong()),
                    user.path("enabled").asBoolean() ? "allowed" : "disabled"));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste user show bob@example.org%n%n",
            description = "Show one user, with the settings for a mail program.")
    int show(@Parameters(paramLabel = "ADDRESS") String address) {
        return posthaste.act("user.show", Json.object().put("address", address), user -> {
            Text.fields(posthaste.out(), user);
            posthaste.out().println();
            ClientTable.print(posthaste.out(), user.path("client"), "(as set)");
        });
    }

    @Command(
            headerHeading = "Example: posthaste user add bob@example.org --name \"Bob Miller\" --quota 20G%n%n",
            description = {
                "Add a user, and print the settings for a mail program.",
                "Asks for the password on a terminal; in a script, give it with --password-stdin or have one made."
            })
    int add(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--name", paramLabel = "TEXT", description = "The person's name.") Optional<String> name,
            @Option(names = "--quota", paramLabel = "SIZE", description = "Most that may be stored, such as 20G.")
                    Optional<String> quota,
            @Option(names = "--password-stdin", description = "Read the password from the standard input.")
                    boolean passwordStdin) {
        ObjectNode arguments = Json.object().put("address", address);
        name.ifPresent(text -> arguments.put("name", text));
        quota.ifPresent(text -> arguments.put("quota", octets(text)));
        Password password = Password.choose(posthaste.terminal(), passwordStdin, address);
        arguments.put("password", password.text());
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            return posthaste.print(withPassword(channel.run("user.add", arguments), password), user -> {
                posthaste.out().println(user.path("address").asText() + " added.");
                posthaste.out().println();
                ClientTable.print(
                        posthaste.out(), user.path("client"), password.generated() ? password.text() : "(as given)");
                shownOnce(password);
                warn(user);
            });
        }
    }

    @Command(
            headerHeading = "Example: posthaste user set bob@example.org --quota 20G%n%n",
            description = "Change a user.")
    int set(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--name", paramLabel = "TEXT", description = "The person's name.") Optional<String> name,
            @Option(
                            names = "--quota",
                            paramLabel = "SIZE",
                            description = "Most that may be stored, such as 20G; 0 for no limit.")
                    Optional<String> quota,
            @Option(
                            names = "--quota-messages",
                            paramLabel = "NUMBER",
                            description = "Most messages that may be stored; 0 for no limit.")
                    Optional<String> quotaMessages,
            @Option(
                            names = "--administrator",
                            paramLabel = "yes|no",
                            description = "Whether the user may set quotas of others in a mail program.")
                    Optional<String> administrator,
            @Option(
                            names = "--enabled",
                            paramLabel = "yes|no",
                            description = "Whether the user may log in; mail is received in any case.")
                    Optional<String> enabled,
            @Option(
                            names = "--imap-hide",
                            paramLabel = "NAMES",
                            description = "IMAP capabilities this user's mail programs are not told of, such as"
                                    + " COMPRESS=DEFLATE,QRESYNC; \"\" tells all again. For new sessions.")
                    Optional<String> imapHide,
            @ArgGroup(exclusive = false, heading = "Mail on its way:%n") @Nullable OnTheWay onTheWay) {
        ObjectNode arguments = Json.object().put("address", address);
        name.ifPresent(text -> arguments.put("name", text));
        quota.ifPresent(text -> arguments.put("quota", octets(text)));
        quotaMessages.ifPresent(text -> arguments.put("quotaMessages", number(text)));
        administrator.ifPresent(text -> arguments.put("administrator", truth("--administrator", text)));
        enabled.ifPresent(text -> arguments.put("enabled", truth("--enabled", text)));
        imapHide.ifPresent(text -> arguments.put("imapHide", text));
        if (onTheWay != null) {
            onTheWay.addTo(arguments);
        }
        if (arguments.size() == 1) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "Say what to change, such as --name, --quota, --enabled or --forward.",
                    "posthaste user set --help");
        }
        return posthaste.act("user.set", arguments, user -> Text.fields(posthaste.out(), user));
    }

    /** What is done with a user's mail on its way. */
    static final class OnTheWay {
        @Option(
                names = "--forward",
                paramLabel = "ADDRESSES",
                description = "Send mail for the user on to these, with commas between; \"\" ends it.")
        private Optional<String> forward = Optional.empty();

        @Option(names = "--keep", description = "With --forward: mail stays here too.")
        private boolean keep;

        @Option(
                names = "--save-sent",
                paramLabel = "yes|no",
                description =
                        "File a copy of what the user sends in the Sent mailbox; the mail program's own copy of the"
                                + " same message is not stored twice.")
        private Optional<String> saveSent = Optional.empty();

        @Option(
                names = "--send-limit",
                paramLabel = "LIMIT",
                description = "Most recipients on other hosts, such as 500/day or 60/hour,500/day; none; or default."
                        + " Mail beyond is held.")
        private Optional<String> sendLimit = Optional.empty();

        @Option(
                names = "--new-recipients-limit",
                paramLabel = "LIMIT",
                description = "The same for recipients the user never wrote to before.")
        private Optional<String> newRecipientsLimit = Optional.empty();

        private void addTo(ObjectNode arguments) {
            if (keep && forward.isEmpty()) {
                throw new AdminRefusal(
                        Reason.USAGE,
                        "--keep goes with --forward.",
                        "posthaste user set ADDRESS --forward OTHER --keep");
            }
            forward.ifPresent(text -> {
                ArrayNode addresses = arguments.putArray("forward");
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .forEach(addresses::add);
                arguments.put("keep", keep);
            });
            saveSent.ifPresent(text -> arguments.put("saveSent", truth("--save-sent", text)));
            sendLimit.ifPresent(text -> arguments.put("sendLimit", text));
            newRecipientsLimit.ifPresent(text -> arguments.put("newRecipientsLimit", text));
        }
    }

    @Command(
            headerHeading = "Example: posthaste user password bob@example.org%n%n",
            description = "Set a new password: asked for on a terminal, read from the standard input, or made here.")
    int password(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--password-stdin", description = "Read the password from the standard input.")
                    boolean passwordStdin) {
        Password password = Password.choose(posthaste.terminal(), passwordStdin, address);
        ObjectNode arguments = Json.object().put("address", address).put("password", password.text());
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            return posthaste.print(withPassword(channel.run("user.password", arguments), password), changed -> {
                posthaste
                        .out()
                        .println("The password of " + changed.path("address").asText() + " is changed.");
                if (password.generated()) {
                    posthaste.out().println("New password: " + password.text());
                }
                shownOnce(password);
                warn(changed);
            });
        }
    }

    @Command(
            headerHeading = "Example: posthaste user remove bob@example.org --yes%n%n",
            description = "Remove a user with all mail.")
    int remove(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        ObjectNode arguments = Json.object().put("address", address);
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            JsonNode user = channel.run("user.show", arguments);
            posthaste.confirm(
                    yes,
                    user.path("address").asText(),
                    user.path("address").asText() + " and "
                            + Text.count(user.path("messages").asLong(), "message") + " will be gone.",
                    "posthaste user remove " + address);
            return posthaste.print(channel.run("user.remove", arguments), removed -> posthaste
                    .out()
                    .println(removed.path("address").asText() + " removed, with "
                            + Text.count(removed.path("messages").asLong(), "message") + "."));
        }
    }

    /** A password made here is shown once, also to programs. */
    private static JsonNode withPassword(JsonNode result, Password password) {
        if (password.generated() && result instanceof ObjectNode object) {
            object.put("password", password.text());
        }
        return result;
    }

    private void warn(JsonNode result) {
        if (result.has("warning")) {
            posthaste.out().println("Warning: " + result.path("warning").asText());
        }
    }

    private void shownOnce(Password password) {
        if (password.generated()) {
            posthaste.out().println("The password is shown only now; the server keeps no copy of it.");
        }
    }

    private static long octets(String text) {
        try {
            return ByteSize.parse(text).octets();
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(
                    Reason.USAGE, "--quota: \"" + text + "\" " + e.getMessage() + ".", "posthaste user set --help", e);
        }
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "--quota-messages: \"" + text + "\" is not a number of messages.",
                    "posthaste user set --help");
        }
        return Long.parseLong(text);
    }

    private static boolean truth(String option, String text) {
        return switch (text) {
            case "yes", "true", "on" -> true;
            case "no", "false", "off" -> false;
            default -> throw new AdminRefusal(
                    Reason.USAGE, option + ": \"" + text + "\" is neither yes nor no.", "posthaste user set --help");
        };
    }
}
