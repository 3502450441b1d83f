package org.posthaste.app.records;

/**
 * A DNS record that should exist. A value.
 *
 * @param name absolute, with the last full stop, as A-labels in lower case
 * @param type such as {@code MX}
 * @param ttl in seconds
 * @param value as zone files hold it, with absolute names; of TXT the whole text, neither quoted nor split
 * @param required false for what helps, but is not missed by everybody
 * @param why in one sentence or two
 */
public record ExpectedRecord(
        String name, String type, int ttl, String value, Purpose purpose, boolean required, String why) {
    /** What a record is for. */
    public enum Purpose {
        MAIL_EXCHANGER,
        HOST_ADDRESS,
        /** To ask the provider of the address for; in no zone of the domain's. */
        REVERSE_NAME,
        SPF,
        HOST_SPF,
        DKIM,
        DMARC,
        MTA_STS,
        TLS_REPORTS,
        DANE,
        CLIENT_NAME,
        CLIENT_SERVICE,
        CERTIFICATE_AUTHORITY
    }

    /** True if the name is the domain or lies below it; both with or without the last full stop. */
    public boolean isIn(String domain) {
        return isIn(name, domain);
    }

    static boolean isIn(String name, String domain) {
        String absolute = absolute(domain);
        return absolute(name).equals(absolute) || absolute(name).endsWith("." + absolute);
    }

    static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }
}
