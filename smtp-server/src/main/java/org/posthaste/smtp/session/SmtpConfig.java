package org.posthaste.smtp.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.posthaste.common.net.AddressRange;
import org.posthaste.mailstore.Preferences.SendLimits;

/**
 * Settings of the SMTP server. Immutable.
 *
 * @param hostname our name in greetings and Received fields
 * @param limits sizes and counts
 * @param timeouts how long we wait for peers
 * @param patience when a peer that only makes errors is slowed down and sent away
 * @param overQuota how mail for full mailboxes is refused
 * @param outside mail for other hosts
 * @param senderDomain what becomes of mail from domains that do not exist
 * @param verification how it is found out who really sent a message
 */
public record SmtpConfig(
        String hostname,
        Limits limits,
        Timeouts timeouts,
        Patience patience,
        OverQuota overQuota,
        Outside outside,
        SenderDomain senderDomain,
        Verification verification) {

    /** 400 recipients an hour and 1,000 a day; 100 and 200 of them never written to before. */
    public static final SendLimits USUAL_LIMITS =
            new SendLimits(OptionalInt.of(400), OptionalInt.of(1_000), OptionalInt.of(100), OptionalInt.of(200));

    /** Sensible settings for a host of this name. */
    public static SmtpConfig defaults(String hostname) {
        return new SmtpConfig(
                hostname,
                Limits.defaults(),
                Timeouts.defaults(),
                Patience.defaults(),
                OverQuota.TRY_LATER,
                Outside.defaults(),
                SenderDomain.REJECT,
                Verification.of(hostname));
    }

    /** The same with other limits. */
    public SmtpConfig withLimits(Limits changed) {
        return new SmtpConfig(hostname, changed, timeouts, patience, overQuota, outside, senderDomain, verification);
    }

    /** The same with other time-outs. */
    public SmtpConfig withTimeouts(Timeouts changed) {
        return new SmtpConfig(hostname, limits, changed, patience, overQuota, outside, senderDomain, verification);
    }

    /** The same with another patience. */
    public SmtpConfig withPatience(Patience changed) {
        return new SmtpConfig(hostname, limits, timeouts, changed, overQuota, outside, senderDomain, verification);
    }

    /** The same with another reply for full mailboxes. */
    public SmtpConfig withOverQuota(OverQuota changed) {
        return new SmtpConfig(hostname, limits, timeouts, patience, changed, outside, senderDomain, verification);
    }

    /** The same with other rules for other hosts. */
    public SmtpConfig withOutside(Outside changed) {
        return new SmtpConfig(hostname, limits, timeouts, patience, overQuota, changed, senderDomain, verification);
    }

    /** The same with another answer to mail from domains that do not exist. */
    public SmtpConfig withSenderDomain(SenderDomain changed) {
        return new SmtpConfig(hostname, limits, timeouts, patience, overQuota, outside, changed, verification);
    }

    /** The same with another way to verify. */
    public SmtpConfig withVerification(Verification changed) {
        return new SmtpConfig(hostname, limits, timeouts, patience, overQuota, outside, senderDomain, changed);
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

    /**
     * Mail for other hosts.
     *
     * @param trusted networks that may send to them without a login, through the port for other servers
     * @param limits how much a user may send to them; 0 is no limit
     * @param rewritingKey makes rewritten senders of forwarded mail ours
     * @param longestHold how long a message may ask to be held before it is sent (RFC 4865)
     */
    public record Outside(List<AddressRange> trusted, SendLimits limits, SecretKey rewritingKey, Duration longestHold) {
        public Outside {
            trusted = List.copyOf(trusted);
        }

        /** Nobody without a login, what is usual for a small host, a key for this run, four weeks. */
        public static Outside defaults() {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            return new Outside(List.of(), USUAL_LIMITS, new SecretKeySpec(key, "HmacSHA256"), Duration.ofDays(28));
        }

        /** The same with other trusted networks. */
        public Outside withTrusted(List<AddressRange> networks) {
            return new Outside(networks, limits, rewritingKey, longestHold);
        }

        /** The same with other limits. */
        public Outside withLimits(SendLimits changed) {
            return new Outside(trusted, changed, rewritingKey, longestHold);
        }

        /** The same with another key. */
        public Outside withRewritingKey(byte[] key) {
            return new Outside(trusted, limits, new SecretKeySpec(key, "HmacSHA256"), longestHold);
        }
    }

    /**
     * How it is found out who really sent a message.
     *
     * @param authservId our name in Authentication-Results fields (RFC 8601 §2.5)
     * @param enforceDmarc false: what fails DMARC is only marked
     * @param trustedForwarders domains whose word on whom they forward for counts, given by ARC (RFC 8617 §7.2.1)
     * @param exempt networks whose mail is not verified
     */
    public record Verification(
            String authservId, boolean enforceDmarc, Set<String> trustedForwarders, List<AddressRange> exempt) {
        /** Big hosts that forward for their users, verify what they forward, and seal it under these names. */
        public static final Set<String> USUAL_FORWARDERS = Set.of(
                "google.com", "microsoft.com", "messagingengine.com", "pobox.com", "topicbox.com", "zohomail.com");

        public Verification {
            trustedForwarders = Set.copyOf(trustedForwarders);
            exempt = List.copyOf(exempt);
        }

        /** Under this name, with enforcement, the usual forwarders, and nobody exempt. */
        public static Verification of(String authservId) {
            return new Verification(authservId, true, USUAL_FORWARDERS, List.of());
        }

        /** The same with other networks whose mail is not verified. */
        public Verification withExempt(List<AddressRange> networks) {
            return new Verification(authservId, enforceDmarc, trustedForwarders, networks);
        }

        /** The same with or without enforcement. */
        public Verification withEnforcement(boolean enforce) {
            return new Verification(authservId, enforce, trustedForwarders, exempt);
        }

        /** The same with other forwarders. */
        public Verification withTrustedForwarders(Set<String> domains) {
            return new Verification(authservId, enforceDmarc, domains, exempt);
        }
    }

    /** What becomes of a stranger's mail whose sender's domain cannot be found in the DNS. */
    public enum SenderDomain {
        /** Refused; deferred while the DNS does not answer. */
        REJECT,
        /** Refused; taken while the DNS does not answer. */
        IF_CERTAIN,
        /** Taken; nobody is asked. */
        OFF
    }

    /** How mail for a full mailbox is refused. */
    public enum OverQuota {
        /** 452 4.2.2: the sender keeps trying for days, and the user may make room. */
        TRY_LATER,
        /** 552 5.2.2: the sender learns it at once. */
        FOR_GOOD
    }
}
