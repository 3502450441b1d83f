package org.posthaste.pop3.protocol;

import java.time.Duration;

/**
 * Every status line this server sends. Response codes: {@code AUTH} only for wrong credentials, {@code SYS/TEMP} and {@code SYS/PERM} for our own troubles (RFC 3206), {@code IN-USE}
 * for the maildrop's lock (RFC 2449 §8.1.2). Texts are English, the one language {@code LANG} offers.
 */
public final class Replies {
    public static final Pop3Reply OK = Pop3Reply.ok("");
    public static final Pop3Reply CAPABILITIES = Pop3Reply.ok("Capabilities follow");
    public static final Pop3Reply MECHANISMS = Pop3Reply.ok("Mechanisms follow");
    public static final Pop3Reply LANGUAGES = Pop3Reply.ok("Languages follow");
    public static final Pop3Reply LANGUAGE_CHANGED = Pop3Reply.ok("en Language changed");
    public static final Pop3Reply UTF8_ENABLED = Pop3Reply.ok("UTF-8 mode");
    public static final Pop3Reply BEGIN_TLS = Pop3Reply.ok("Begin TLS negotiation");
    public static final Pop3Reply SEND_PASSWORD = Pop3Reply.ok("Send PASS");
    public static final Pop3Reply DELETED = Pop3Reply.ok("Marked, removed at QUIT");
    public static final Pop3Reply UNIQUE_IDS = Pop3Reply.ok("Unique ids follow");
    public static final Pop3Reply MESSAGE_TOP = Pop3Reply.ok("Top of message follows");
    public static final Pop3Reply BYE = Pop3Reply.ok("Bye");

    public static final Pop3Reply UNKNOWN_COMMAND = Pop3Reply.err("Unknown command");
    public static final Pop3Reply LINE_TOO_LONG = Pop3Reply.err("Line too long");
    public static final Pop3Reply BAD_OCTETS = Pop3Reply.err("Control characters and broken UTF-8 are not allowed");
    public static final Pop3Reply TOO_MANY_BAD_COMMANDS = Pop3Reply.err("Too many bad commands");
    public static final Pop3Reply NO_PARAMETERS_ALLOWED = Pop3Reply.err("This command takes no parameters");
    public static final Pop3Reply PARAMETERS_EXPECTED = Pop3Reply.err("Missing or extra parameters");
    public static final Pop3Reply NUMBER_EXPECTED = Pop3Reply.err("A number is expected");
    public static final Pop3Reply LOG_IN_FIRST = Pop3Reply.err("Log in first");
    public static final Pop3Reply ALREADY_LOGGED_IN = Pop3Reply.err("Already logged in");
    public static final Pop3Reply USER_FIRST = Pop3Reply.err("Send USER first");
    public static final Pop3Reply NO_SUCH_MESSAGE = Pop3Reply.err("No such message");
    public static final Pop3Reply MESSAGE_IS_DELETED = Pop3Reply.err("Message is deleted");
    public static final Pop3Reply MESSAGE_IS_GONE = Pop3Reply.err("Message was removed by another program");
    public static final Pop3Reply NO_SUCH_LANGUAGE = Pop3Reply.err("Language is not available");
    public static final Pop3Reply TLS_ACTIVE = Pop3Reply.err("TLS is active already");
    public static final Pop3Reply TLS_NOT_OFFERED = Pop3Reply.err("TLS is not offered here");
    public static final Pop3Reply COMMANDS_BEHIND_STLS = Pop3Reply.err("Nothing may be sent behind STLS");
    public static final Pop3Reply UNKNOWN_MECHANISM = Pop3Reply.err("Mechanism is not available");
    public static final Pop3Reply NO_INITIAL_RESPONSE = Pop3Reply.err("Mechanism takes no initial response");
    public static final Pop3Reply BAD_BASE64 = Pop3Reply.err("Invalid Base64");
    public static final Pop3Reply CANCELLED = Pop3Reply.err("Authentication cancelled");
    public static final Pop3Reply SOME_NOT_REMOVED =
            Pop3Reply.err("SYS/TEMP", "Deleted messages could not be removed, they are still there");

    public static final Pop3Reply LOGIN_FAILED = Pop3Reply.err("AUTH", "Login failed");
    /** Not {@code AUTH}: new credentials would not help, and RFC 3206 §5 advises against that code for USER. */
    public static final Pop3Reply NEEDS_TLS =
            Pop3Reply.err("SYS/PERM", "Plain-text login needs TLS: use STLS or the TLS port");

    public static final Pop3Reply MAILDROP_IN_USE =
            Pop3Reply.err("IN-USE", "Maildrop is locked by another POP3 session");
    public static final Pop3Reply TOO_MANY_CONNECTIONS = Pop3Reply.err("SYS/TEMP", "Too many connections of this user");
    public static final Pop3Reply NO_MAILDROP = Pop3Reply.err("SYS/PERM", "Maildrop is not available");
    public static final Pop3Reply UNAVAILABLE = Pop3Reply.err("SYS/TEMP", "Mail storage is not available now");
    public static final Pop3Reply SHUTTING_DOWN = Pop3Reply.err("SYS/TEMP", "Server is shutting down");
    public static final Pop3Reply SERVER_FULL = Pop3Reply.err("SYS/TEMP", "Too many connections, try again later");
    public static final Pop3Reply TOO_MANY_FROM_ADDRESS =
            Pop3Reply.err("SYS/TEMP", "Too many connections from your address");

    private Replies() {}

    /** The greeting. Without a time stamp in angle brackets, which would offer APOP (RFC 1939 §7). */
    public static Pop3Reply greeting(String hostName) {
        return Pop3Reply.ok(hostName + " POP3 ready");
    }

    /** RFC 1939 §5, STAT: the "drop listing", in this order and nothing behind it. */
    public static Pop3Reply stat(int messages, long octets) {
        return Pop3Reply.ok(messages + " " + octets);
    }

    /** Head of a LIST, and what a login ends with. */
    public static Pop3Reply maildrop(int messages, long octets) {
        return Pop3Reply.ok(messages + " messages (" + octets + " octets)");
    }

    /** RFC 1939 §5, LIST with a message: the "scan listing". */
    public static Pop3Reply scanListing(int number, long octets) {
        return Pop3Reply.ok(number + " " + octets);
    }

    /** RFC 1939 §7, UIDL with a message. */
    public static Pop3Reply uniqueId(int number, String id) {
        return Pop3Reply.ok(number + " " + id);
    }

    /** Head of RETR. */
    public static Pop3Reply octets(long octets) {
        return Pop3Reply.ok(octets + " octets");
    }

    /** The login is refused for a while, whatever the credentials. */
    public static Pop3Reply tryLater(Duration delay) {
        return Pop3Reply.err(
                "SYS/TEMP", "Too many failed logins, try again in " + Math.max(1, delay.toSeconds()) + " s");
    }

    /** Something we did not foresee; the id is in the log. */
    public static Pop3Reply internal(String incident) {
        return Pop3Reply.err("SYS/TEMP", "Internal error, incident " + incident);
    }
}
