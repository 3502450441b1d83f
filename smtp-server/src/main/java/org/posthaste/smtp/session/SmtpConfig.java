package org.posthaste.smtp.session;

import java.time.Duration;
import java.util.List;
import org.posthaste.common.net.AddressRange;

/**
 * Settings of the SMTP server. Immutable.
 *
 * @param hostname our name in greetings and Received fields
 * @param limits sizes and counts
 * @param timeouts how long we wait for peers
 * @param patience when a peer that only makes errors is slowed down and sent away
 * @param overQuota how mail for full mailboxes is refused
 * @param trusted networks that may send to other hosts without a login, through the port for other servers
 */
public record SmtpConfig(
        String hostname,
        Limits limits,
        Timeouts timeouts,
        Patience patience,
        OverQuota overQuota,
        List<AddressRange> trusted) {
    public SmtpConfig {
        trusted = List.copyOf(trusted);
    }

    /** Sensible settings for a host of this name. */
    public static SmtpConfig defaults(String hostname) {
        return new SmtpConfig(
                hostname, Limits.defaults(), Timeouts.defaults(), Patience.defaults(), OverQuota.TRY_LATER, List.of());
    }

    /** The same with other limits. */
    public SmtpConfig withLimits(Limits changed) {
        return new SmtpConfig(hostname, changed, timeouts, patience, overQuota, trusted);
    }

    /** The same with other time-outs. */
    public SmtpConfig withTimeouts(Timeouts changed) {
        return new SmtpConfig(hostname, limits, changed, patience, overQuota, trusted);
    }

    /** The same with another patience. */
    public SmtpConfig withPatience(Patience changed) {
        return new SmtpConfig(hostname, limits, timeouts, changed, overQuota, trusted);
    }

    /** The same with another reply for full mailboxes. */
    public SmtpConfig withOverQuota(OverQuota changed) {
        return new SmtpConfig(hostname, limits, timeouts, patience, changed, trusted);
    }

    /** The same with other networks that may send to other hosts. */
    public SmtpConfig withTrusted(List<AddressRange> networks) {
        return new SmtpConfig(hostname, limits, timeouts, patience, overQuota, networks);
    }

    /**
     * Sizes and counts.
     *
     * @param messageSize octets of the biggest message taken
     * @param recipients of one message; at least 100 (RFC 5321 §4.5.3.1.8)
     * @param messages transactions of one connection
     * @param received Received fields that make a message a loop (RFC 5321 §6.3)
     */
    public record Limits(long messageSize, int recipients, int messages, int received) {
        public Limits {
            if (messageSize < 64 * 1024 || recipients < 100 || messages < 1 || received < 10) {
                throw new IllegalArgumentException("SMTP limits too low for real mail");
            }
        }

        /** 50 MiB, 1,000 recipients, 10,000 messages, 50 hops. */
        public static Limits defaults() {
            return new Limits(50L << 20, 1_000, 10_000, 50);
        }

        /** The same with another message size. */
        public Limits withMessageSize(long octets) {
            return new Limits(octets, recipients, messages, received);
        }

        /** The same with another number of recipients. */
        public Limits withRecipients(int count) {
            return new Limits(messageSize, count, messages, received);
        }

        /** The same with another number of messages. */
        public Limits withMessages(int count) {
            return new Limits(messageSize, recipients, count, received);
        }
    }

    /**
     * How long we wait (RFC 5321 §4.5.3.2.7 asks for at least five minutes of silence).
     *
     * @param idle silence of the peer, also within message data
     * @param line from the first octet of a command line to its end
     * @param message from DATA, or the first BDAT, to the end of the message
     */
    public record Timeouts(Duration idle, Duration line, Duration message) {
        /** Five minutes, five minutes, three hours. */
        public static Timeouts defaults() {
            return new Timeouts(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofHours(3));
        }
    }

    /**
     * When a peer that makes errors is slowed down and sent away. Errors are counted since the last accepted message.
     *
     * @param badCommands syntax and order errors until the connection is closed
     * @param failedLogins failed logins until the connection is closed
     * @param refusals refused senders and recipients until each further refusal is delayed
     * @param tarpit the delay of a refusal then
     */
    public record Patience(int badCommands, int failedLogins, int refusals, Duration tarpit) {
        /** 20 bad commands, 3 failed logins; after 10 refusals a second each. */
        public static Patience defaults() {
            return new Patience(20, 3, 10, Duration.ofSeconds(1));
        }
    }

    /** How mail for a full mailbox is refused. */
    public enum OverQuota {
        /** 452 4.2.2: the sender keeps trying for days, and the user may make room. */
        TRY_LATER,
        /** 552 5.2.2: the sender learns it at once. */
        FOR_GOOD
    }
}
