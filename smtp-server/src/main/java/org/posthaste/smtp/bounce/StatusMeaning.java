package org.posthaste.smtp.bounce;

import static java.util.Map.entry;

import java.util.Map;
import org.posthaste.smtp.protocol.EnhancedStatus;

/**
 * What an enhanced status code means to the person who sent the message (RFC 3463 §3, and the codes registered since by RFC 5248 §2.4), in plain words.
 *
 * @param what happened
 * @param advice what the sender can do about it
 */
record StatusMeaning(String what, String advice) {
    private static final String ASK =
            "Ask the recipient in another way, such as by telephone, whether their address has changed.";
    private static final String LATER = "Please try again later, or reach the recipient in another way.";
    private static final String ADMIN = "Please show this report to the administrator of your mail server.";
    private static final String THEIR_ADMIN =
            "Only the recipient's mail system can change this. If the matter is important, reach the recipient in another way and show them this report.";

    private static final Map<String, StatusMeaning> BY_CODE = Map.ofEntries(
            entry(
                    "1.1",
                    of(
                            "There is no mailbox with this address.",
                            "Please check the address for typing mistakes. " + ASK)),
            entry(
                    "1.2",
                    of(
                            "The domain of this address does not exist, or takes no mail.",
                            "Please check what stands behind the @ for typing mistakes.")),
            entry("1.3", of("The address is not written correctly.", "Please check the address for typing mistakes.")),
            entry(
                    "1.4",
                    of("The address fits more than one mailbox.", "Please ask the recipient for the exact address.")),
            entry("1.6", of("The mailbox has moved to another address.", ASK)),
            entry(
                    "1.7",
                    of(
                            "The other mail server does not accept the address of the sender: it is not written correctly.",
                            ADMIN)),
            entry(
                    "1.8",
                    of(
                            "The other mail server does not accept the address of the sender: its domain cannot be found.",
                            ADMIN)),
            entry(
                    "1.10",
                    of(
                            "The domain of this address declares that it accepts no mail.",
                            "Please check what stands behind the @ for typing mistakes. " + ASK)),
            entry("2.1", of("The mailbox exists but is switched off.", ASK)),
            entry("2.2", of("The recipient's mailbox is full.", LATER)),
            entry(
                    "2.3",
                    of(
                            "The message is bigger than the recipient's mailbox accepts.",
                            "Please send it without attachments, or in smaller parts.")),
            entry("2.4", of("The mailing list behind this address could not be expanded.", THEIR_ADMIN)),
            entry("3.1", of("The other mail system has no space left.", LATER)),
            entry("3.2", of("The other mail system accepts no mail at the moment.", LATER)),
            entry(
                    "3.4",
                    of(
                            "The message is bigger than the other mail server accepts.",
                            "Please send it without attachments, or in smaller parts.")),
            entry("4.1", of("The other mail server could not be reached.", LATER)),
            entry("4.2", of("The connection to the other mail server broke again and again.", LATER)),
            entry(
                    "4.3",
                    of(
                            "It could not be found out which server takes mail for this address.",
                            "Please check what stands behind the @ for typing mistakes, or try again later.")),
            entry(
                    "4.4",
                    of(
                            "There is no way to the mail server of this address.",
                            "Please check what stands behind the @ for typing mistakes.")),
            entry("4.5", of("The other mail system is too busy.", LATER)),
            entry("4.6", of("The message went round in a circle between mail servers.", ADMIN)),
            entry("4.7", of("The message could not be delivered in time.", LATER)),
            entry(
                    "5.3",
                    of(
                            "The message has more recipients than the other mail server accepts.",
                            "Please send it to fewer recipients at a time.")),
            entry(
                    "6.1",
                    of(
                            "The other mail server does not accept this kind of content.",
                            "Please send it as plain text, or without attachments.")),
            entry(
                    "6.3",
                    of(
                            "The message would have to be converted for the other mail server, and cannot be.",
                            "Please send it as plain text, or without attachments.")),
            entry(
                    "6.7",
                    of(
                            "The other mail server does not accept addresses with letters beyond ASCII.",
                            "Ask the recipient for an address without such letters.")),
            entry(
                    "6.9",
                    of(
                            "The other mail server cannot take a message with letters beyond ASCII in its header.",
                            "Please send it from an address, and with a subject, without such letters.")),
            entry("7.1", of("The other mail server does not accept mail from you for this recipient.", THEIR_ADMIN)),
            entry("7.2", of("You are not allowed to send to this mailing list.", "Please ask those who run the list.")),
            entry(
                    "7.4",
                    of("The message asks for protection on its way that the other mail server cannot give.", ADMIN)),
            entry("7.8", of("Your mail server could not log in at the server that sends its mail on.", ADMIN)),
            entry("7.10", of("The message asks for encryption that the other mail server does not offer.", ADMIN)),
            entry("7.20", of("The other mail server found no valid signature of your domain (DKIM).", ADMIN)),
            entry(
                    "7.23",
                    of(
                            "The other mail server does not accept that your mail server sends for your domain (SPF).",
                            ADMIN)),
            entry(
                    "7.25",
                    of(
                            "The other mail server does not accept your mail server because of its name in the DNS.",
                            ADMIN)),
            entry("7.26", of("The other mail server does not believe that the message is from your domain.", ADMIN)),
            entry(
                    "7.27",
                    of("The sender's domain declares that it takes no mail, so no answer would reach it.", ADMIN)),
            entry(
                    "7.30",
                    of(
                            "The message asks for encryption all the way (REQUIRETLS), and the other mail server cannot give it.",
                            "Please send it again without that request if it need not be protected so strictly.")));

    private static final StatusMeaning[] BY_SUBJECT = {
        of("The other mail server refused the message and gave no clear reason.", THEIR_ADMIN),
        of(
                "The other mail server does not accept this address.",
                "Please check the address for typing mistakes. " + ASK),
        of("The recipient's mailbox cannot take the message.", ASK),
        of("The other mail system cannot take the message.", LATER),
        of("The other mail server could not be reached.", LATER),
        of("The mail servers did not understand each other.", ADMIN),
        of(
                "The other mail server does not accept the content of the message.",
                "Please send it as plain text, or without attachments."),
        of("The other mail server refused the message by its rules.", THEIR_ADMIN),
    };

    private static StatusMeaning of(String what, String advice) {
        return new StatusMeaning(what, advice);
    }

    /** The meaning of a status, or of its subject if the code itself is not known. */
    static StatusMeaning of(EnhancedStatus status) {
        StatusMeaning exact = BY_CODE.get(status.subject() + "." + status.detail());
        return exact != null ? exact : BY_SUBJECT[status.subject() < BY_SUBJECT.length ? status.subject() : 0];
    }
}
