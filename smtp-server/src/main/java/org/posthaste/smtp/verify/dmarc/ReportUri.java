package org.posthaste.smtp.verify.dmarc;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

/**
 * Where reports are to be sent (RFC 9989 §4.6).
 *
 * @param text the URI as published, without the obsolete limit of size ({@code !10m})
 */
public record ReportUri(String text) {
    private static final Pattern SIZE = Pattern.compile("![0-9]+[kmgtKMGT]?$");

    /** Reads one of a list; empty if it is no URI. */
    static Optional<ReportUri> parse(String text) {
        String uri = SIZE.matcher(text).replaceFirst("");
        try {
            return new URI(uri).isAbsolute() && uri.indexOf('!') < 0
                    ? Optional.of(new ReportUri(uri))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The address of a {@code mailto:} URI (RFC 6068 §2); empty for other schemes, and for what is no single address. */
    public Optional<MailAddress> mailbox() {
        if (!text.toLowerCase(Locale.ROOT).startsWith("mailto:")) {
            return Optional.empty();
        }
        String path = text.substring("mailto:".length());
        int end = path.indexOf('?');
        String address = end < 0 ? path : path.substring(0, end);
        try {
            return AddressParser.mailbox(URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
