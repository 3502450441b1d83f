package org.posthaste.smtp.relay.tls;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

/** The text record that says where a domain wants reports (RFC 8460 §3). Pure. */
final class ReportAddresses {
    private static final Pattern VERSION = Pattern.compile("v=TLSRPTv1[ \\t]*;.*");
    private static final int MOST = 4;

    private ReportAddresses() {}

    /** Where a report may go. */
    sealed interface Target {}

    /** A mail address. */
    record Mail(MailAddress address) implements Target {}

    /** An HTTPS address that takes POST. */
    record Post(URI address) implements Target {}

    /** The addresses in all text records of {@code _smtp._tls.DOMAIN}, in their order; none if not exactly one is such a record. What is no address that we can use is passed over. */
    static List<Target> of(List<String> texts) {
        List<String> records =
                texts.stream().filter(text -> VERSION.matcher(text).matches()).toList();
        if (records.size() != 1) {
            return List.of();
        }
        for (String field : records.get(0).split(";")) {
            String text = field.strip();
            if (text.startsWith("rua=")) {
                return targets(text.substring(4));
            }
        }
        return List.of();
    }

    private static List<Target> targets(String addresses) {
        List<Target> targets = new ArrayList<>();
        for (String address : addresses.split(",")) {
            String text = address.strip();
            String scheme = text.split(":", 2)[0].toLowerCase(Locale.ROOT);
            if (scheme.equals("mailto")) {
                mail(text.substring("mailto:".length())).ifPresent(target -> targets.add(new Mail(target)));
            } else if (scheme.equals("https")) {
                post(text).ifPresent(target -> targets.add(new Post(target)));
            }
        }
        return targets.size() > MOST ? targets.subList(0, MOST) : targets;
    }

    /** RFC 6068 §2, without the header fields it may name. */
    private static Optional<MailAddress> mail(String text) {
        try {
            String address = URLDecoder.decode(text.split("\\?", 2)[0].replace("+", "%2B"), StandardCharsets.UTF_8);
            return AddressParser.mailbox(address);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> post(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() == null || uri.getUserInfo() != null ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
