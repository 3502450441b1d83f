package org.posthaste.app.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.common.net.AddressRange;

/**
 * What a reverse proxy says of the request it hands on: {@code Forwarded} (RFC 7239 §4) or the older {@code X-Forwarded-} fields. Believed only from proxies on this host and those that
 * the administrator trusts; whoever else sends them could write what he likes into the log, and be served as if by HTTPS. Immutable.
 */
final class Forwarding {
    private static final Pattern PAIR = Pattern.compile("(?i)\\b(for|host|proto)=(?:\"([^\"]*)\"|([^;,\\s\"]*))");
    private static final int LONGEST = 256;

    private final List<AddressRange> trusted;

    /** @param trusted networks of proxies beside this host */
    Forwarding(List<String> trusted) {
        this.trusted = trusted.stream().map(AddressRange::parse).toList();
    }

    /**
     * What is known of a request.
     *
     * @param client for the log
     * @param secure the client came by HTTPS
     */
    record Origin(String client, String authority, boolean secure) {}

    /** Tells where a request comes from that a peer brought. */
    Origin origin(HttpRequest request, InetAddress peer, String authority, boolean secure) {
        boolean believed = peer.isLoopbackAddress() || trusted.stream().anyMatch(range -> range.contains(peer));
        String address = peer.getHostAddress();
        if (!believed) {
            return new Origin(address, authority, secure);
        }
        // A proxy that adds the older fields hands the newer one on as the client sent it.
        boolean older = request.field("x-forwarded-for").isPresent();
        String forwarded =
                older ? "" : request.field("forwarded").map(Forwarding::last).orElse("");
        String client = said(forwarded, "for")
                .or(() -> request.field("x-forwarded-for").map(Forwarding::last))
                .map(text -> text.matches("[0-9A-Za-z.:_\\[\\]-]{1,64}") ? text : "?")
                .orElse(address);
        String host = said(forwarded, "host")
                .or(() -> request.field("x-forwarded-host").map(Forwarding::last))
                .orElse(authority);
        String scheme = said(forwarded, "proto")
                .or(() -> request.field("x-forwarded-proto").map(Forwarding::last))
                .orElse(secure ? "https" : "http");
        return new Origin(client, host, scheme.toLowerCase(Locale.ROOT).equals("https"));
    }

    /** What the nearest proxy added; those before it came with the request and may be anybody's. */
    private static String last(String list) {
        String text = list.substring(list.lastIndexOf(',') + 1).strip();
        return text.length() > LONGEST ? "" : text;
    }

    private static Optional<String> said(String forwarded, String name) {
        Matcher pair = PAIR.matcher(forwarded);
        while (pair.find()) {
            if (pair.group(1).equalsIgnoreCase(name)) {
                String quoted = pair.group(2);
                return Optional.of(quoted == null ? pair.group(3) : quoted);
            }
        }
        return Optional.empty();
    }
}
