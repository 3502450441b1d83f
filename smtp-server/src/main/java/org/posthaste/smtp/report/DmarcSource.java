package org.posthaste.smtp.report;

import java.util.List;

/**
 * Whoever sent mail with a domain's name, as reports tell.
 *
 * @param name in words
 * @param kind see {@link Kind}
 * @param addresses some of its addresses
 * @param messages all
 * @param passed of them, by DKIM or SPF
 * @param byDkim of them, by DKIM
 * @param bySpf of them, by SPF
 * @param stopped quarantined or refused
 * @param why the commonest results of those that failed, in words; empty if none did
 */
public record DmarcSource(
        String name,
        Kind kind,
        List<String> addresses,
        long messages,
        long passed,
        long byDkim,
        long bySpf,
        long stopped,
        String why) {
    /** What sort of a sender it is. */
    public enum Kind {
        /** This server. */
        OWN,
        /** Somebody whose mail passes, at least some of it, or a known service that signs with its own name. */
        SENDER,
        /** Mail that was signed with the domain's name and reached the reporter over others. */
        FORWARDED,
        /** Mail with a signature of the domain that others broke on the way, or that the reporter knows for forwarded. */
        CHANGED,
        /** Anybody else. */
        UNKNOWN
    }

    public DmarcSource {
        addresses = List.copyOf(addresses);
    }

    /** Of the messages, those that failed. */
    public long failed() {
        return messages - passed;
    }
}
