package org.posthaste.smtp.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every reply this server gives, in one place: codes of RFC 5321 §4.2.3, enhanced codes of RFC 3463 and RFC 5248. Texts
 * are stable and never tell more than the peer may know.
 */
public final class Replies {
    // Session
    public static final Reply BYE = Reply.of(221, "2.0.0", "bye");
    public static final Reply OK = Reply.of(250, "2.0.0", "ok");
    public static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "ready for TLS");
    public static final Reply IDLE = Reply.of(421, "4.4.2", "idle for too long, closing");
    public static final Reply TOO_SLOW = Reply.of(421, "4.4.2", "this takes too long, closing");
    public static final Reply SHUTTING_DOWN = Reply.of(421, "4.3.2", "server is stopping, try again later");
    public static final Reply TOO_MANY_CONNECTIONS =
            Reply.of(421, "4.7.0", "too many connections from there, try again later");
    public static final Reply SERVER_BUSY = Reply.of(421, "4.3.2", "too many connections, try again later");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "too many errors, closing");
    public static final Reply TOO_MANY_MESSAGES = Reply.of(421, "4.7.0", "too many messages here, connect again");
    public static final Reply NOT_SMTP = Reply.of(554, "5.5.0", "this is SMTP, nothing else is spoken here");

    // Syntax and order
    public static final Reply UNKNOWN_COMMAND = Reply.of(500, "5.5.1", "unknown command");
    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "command line too long");
    public static final Reply USE_LHLO = Reply.of(500, "5.5.1", "this is LMTP, greet with LHLO");
    public static final Reply USE_EHLO = Reply.of(500, "5.5.1", "this is SMTP, greet with EHLO");
    public static final Reply NOT_IMPLEMENTED = Reply.of(502, "5.5.1", "command not implemented");
    public static final Reply GREET_FIRST = Reply.of(503, "5.5.1", "greet first");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "MAIL comes first");
    public static final Reply NOT_IN_TRANSACTION = Reply.of(503, "5.5.1", "not within a mail transaction");
    public static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "no valid recipients");
    public static final Reply NO_RECIPIENTS_LMTP = Reply.of(503, "5.5.1", "no valid recipients");
    public static final Reply BDAT_NOT_DATA = Reply.of(503, "5.5.1", "this transaction takes BDAT, not DATA");
    public static final Reply BINARY_NEEDS_BDAT = Reply.of(503, "5.5.1", "BINARYMIME needs BDAT, not DATA");
    public static final Reply BAD_CHUNK_SIZE = Reply.of(501, "5.5.4", "expected the chunk's size in octets, closing");
    public static final Reply UNKNOWN_PARAMETER = Reply.of(555, "5.5.4", "unknown parameter");

    // Answers
    public static final Reply SENDER_OK = Reply.of(250, "2.1.0", "sender ok");
    public static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "recipient ok");
    public static final Reply CANNOT_VERIFY = Reply.of(252, "2.5.2", "cannot verify, but will take mail and try");
    public static final Reply SEND_DATA = Reply.plain(354, "send the message, end with a line of one dot");
    public static final Reply HELP = new Reply(
            214,
            Optional.of(EnhancedStatus.of("2.0.0")),
            List.of("EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT AUTH STARTTLS", "see RFC 5321"));

    // Login and TLS
    public static final Reply STARTTLS_FIRST = Reply.of(530, "5.7.0", "STARTTLS comes first");
    public static final Reply LOGIN_FIRST = Reply.of(530, "5.7.0", "log in first");
    public static final Reply LOGGED_IN = Reply.of(235, "2.7.0", "welcome");
    public static final Reply ALREADY_LOGGED_IN = Reply.of(503, "5.5.1", "already logged in");
    public static final Reply NO_AUTH_HERE =
            Reply.of(503, "5.5.1", "this port takes no logins, use the submission port");
    public static final Reply UNKNOWN_MECHANISM = Reply.of(504, "5.5.4", "unknown mechanism");
    public static final Reply NO_INITIAL_RESPONSE = Reply.of(501, "5.7.0", "this mechanism takes no initial response");
    public static final Reply BAD_BASE64 = Reply.of(501, "5.5.2", "not base64");
    public static final Reply AUTH_CANCELLED = Reply.of(501, "5.7.0", "login cancelled");
    public static final Reply AUTH_LINE_TOO_LONG = Reply.of(500, "5.5.6", "authentication line too long");
    public static final Reply BAD_CREDENTIALS = Reply.of(535, "5.7.8", "wrong user or password");
    public static final Reply LOGIN_LATER = Reply.of(454, "4.7.0", "login not possible now, try again later");
    public static final Reply TOO_MANY_LOGINS = Reply.of(421, "4.7.0", "too many failed logins, closing");
    public static final Reply TOO_MANY_SESSIONS = Reply.of(421, "4.7.0", "too many connections of this user");
    public static final Reply TLS_ACTIVE = Reply.of(503, "5.5.1", "TLS is active already");
    public static final Reply NO_TLS = Reply.of(502, "5.5.1", "no STARTTLS on this port");
    public static final Reply INPUT_BEHIND_STARTTLS =
            Reply.of(554, "5.5.1", "nothing may follow STARTTLS in clear, closing");

    // Envelope
    public static final Reply NEEDS_SMTPUTF8 = Reply.of(553, "5.6.7", "this address needs SMTPUTF8");
    public static final Reply SENDER_NOT_YOURS = Reply.of(550, "5.7.1", "this sender address is not yours");
    public static final Reply SENDER_DOMAIN_UNKNOWN =
            Reply.of(550, "5.1.8", "the domain of the sender address does not exist or has no mail host");
    public static final Reply SENDER_DOMAIN_TAKES_NO_MAIL =
            Reply.of(550, "5.7.27", "the domain of the sender address takes no mail itself (null MX)");
    public static final Reply SENDER_DOMAIN_LATER =
            Reply.of(450, "4.4.3", "the domain of the sender address cannot be looked up now, try again later");
    public static final Reply RELAY_DENIED = Reply.of(550, "5.7.1", "relay denied, not a domain of this server");
    public static final Reply NULL_MX = Reply.of(556, "5.1.10", "this domain takes no mail");
    public static final Reply NO_SUCH_DOMAIN = Reply.of(550, "5.1.2", "there is no such domain");
    public static final Reply HOLD_TOO_LONG = Reply.of(501, "5.5.4", "messages are not held for so long here");
    public static final Reply HOLD_ONLY_OUTSIDE =
            Reply.of(550, "5.3.3", "only messages to other hosts can be held, not those to users here");
    public static final Reply MAILBOX_UNKNOWN = Reply.of(550, "5.1.1", "no such user here");
    public static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "too many recipients");
    public static final Reply OVER_QUOTA = Reply.of(452, "4.2.2", "mailbox is full");
    public static final Reply OVER_QUOTA_FOR_GOOD = Reply.of(552, "5.2.2", "mailbox is full");

    // Message
    public static final Reply MESSAGE_TOO_BIG = Reply.of(552, "5.3.4", "message too big");
    public static final Reply BARE_LINE_END =
            Reply.of(550, "5.6.11", "message has line ends that are not CRLF (bare CR or LF)");
    public static final Reply MAIL_LOOP = Reply.of(554, "5.4.6", "too many hops, mail loop");
    public static final Reply FROM_NOT_YOURS =
            Reply.of(550, "5.7.1", "the address in the From header field is not yours");
    public static final Reply FROM_UNREADABLE =
            Reply.of(550, "5.7.1", "the From header field holds no readable address");
    public static final Reply HEADER_TOO_BIG = Reply.of(552, "5.3.4", "the message's header is too big");
    public static final Reply SENDER_UNPROVED_YET = Reply.of(
            451, "4.7.1", "the DNS does not say whether this message is really from its author, try again later");
    public static final Reply PARTLY_STORED =
            Reply.of(451, "4.2.0", "not stored for every recipient, please send again");

    // Failures on our side
    public static final Reply RECIPIENT_VANISHED = Reply.of(550, "5.1.1", "this mailbox does not exist any more");
    public static final Reply STORAGE_REFUSES = Reply.of(451, "4.3.0", "cannot store the message, try again later");
    public static final Reply STORAGE_FULL = Reply.of(452, "4.3.1", "no storage, try again later");

    private Replies() {}

    /** The greeting. */
    public static Reply greeting(String hostname, boolean lmtp) {
        return Reply.plain(220, hostname + (lmtp ? " LMTP" : " ESMTP") + " Posthaste");
    }

    /** The answer to HELO. */
    public static Reply hello(String hostname) {
        return Reply.plain(250, hostname);
    }

    /** The answer to EHLO and LHLO: our name and the extensions (RFC 5321 §4.1.1.1). */
    public static Reply extensions(String hostname, List<String> announcements) {
        List<String> lines = new ArrayList<>(announcements.size() + 1);
        lines.add(hostname);
        lines.addAll(announcements);
        return new Reply(250, Optional.empty(), lines);
    }

    /** 501 with the place of the error. */
    public static Reply syntax(SmtpSyntaxException error) {
        return Reply.of(501, "5.5.4", error.getMessage() + " at octet " + error.octet());
    }

    /** A chunk is here (RFC 3030 §2). */
    public static Reply chunk(long octets) {
        return Reply.of(250, "2.0.0", octets + " octets received");
    }

    /** The message is durable; {@code id} is how logs and the Received field call it. */
    public static Reply accepted(String id) {
        return Reply.of(250, "2.0.0", "accepted as " + id);
    }

    /**
     * The author's domain asks to refuse it (RFC 9989 §5.4).
     *
     * @param domain an A-label name
     * @param spf result for the reverse-path
     * @param dkim what of signatures was found
     */
    public static Reply dmarcRefused(String domain, String spf, String dkim) {
        return new Reply(
                550,
                Optional.of(EnhancedStatus.of("5.7.1")),
                List.of(
                        "not proved to be from " + domain + ", which asks to refuse such mail (DMARC):",
                        "SPF " + spf + ", DKIM signature " + dkim + "; whoever runs " + domain + " can mend it,",
                        "see https://www.rfc-editor.org/rfc/rfc9989"));
    }

    /** The sender is taken with another priority (RFC 6710 §4.1). */
    public static Reply priorityLowered(int priority) {
        return Reply.of(250, "2.3.6", priority + " is the highest priority here; sender ok");
    }

    /** A SASL challenge (RFC 4954 §4); the text may be empty. */
    public static Reply challenge(String base64) {
        return Reply.plain(334, base64);
    }

    /** A bug on our side; the log has more under the same id. */
    public static Reply incident(String id) {
        return Reply.of(451, "4.3.0", "internal error, please try again later; incident " + id);
    }
}
