package org.posthaste.app.records;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The MTA-STS policy of our domains (RFC 8461 §3.2): what {@code https://mta-sts.DOMAIN/.well-known/mta-sts.txt} serves. A value.
 *
 * @param hosts names of the mail exchangers, without the last full stop
 */
public record MtaStsPolicyText(Mode mode, List<String> hosts, Duration maxAge) {
    /** A week: long enough to bridge an attack on the DNS, short enough to get over a mistake. */
    private static final Duration WEEK = Duration.ofDays(7);

    private static final Duration DAY = Duration.ofDays(1);

    private static final int ID_DIGITS = 20;

    /** How senders take a host that does not prove itself. */
    public enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    public MtaStsPolicyText {
        hosts = List.copyOf(hosts);
    }

    /** The usual policy of one host. */
    public static MtaStsPolicyText of(String host, Mode mode) {
        return new MtaStsPolicyText(mode, List.of(host), WEEK);
    }

    /** What is said instead while the host cannot prove itself: {@code testing}, and only for a day, since the id in the DNS stays the same when that is over. */
    public MtaStsPolicyText provisional() {
        return new MtaStsPolicyText(Mode.TESTING, hosts, DAY);
    }

    /** What is served, as {@code text/plain}. */
    public String text() {
        StringBuilder text = new StringBuilder("version: STSv1\r\nmode: ")
                .append(mode.name().toLowerCase(Locale.ROOT))
                .append("\r\n");
        hosts.forEach(host -> text.append("mx: ").append(host).append("\r\n"));
        return text.append("max_age: ")
                .append(maxAge.toSeconds())
                .append("\r\n")
                .toString();
    }

    /** The id of the record at {@code _mta-sts.DOMAIN} (RFC 8461 §3.1): another one whenever the text is another. */
    public String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
