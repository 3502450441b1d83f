package org.posthaste.smtp.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthaste.common.address.AddressParser;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.smtp.relay.RelayRoute.NextHop;
import org.posthaste.smtp.relay.RelayRoute.RelayLogin;
import org.posthaste.smtp.relay.RelayRoute.SocksProxy;

/**
 * What the administrator says of the way to some destinations. A value. What a rule does not say, the next less specific
 * one says; next hop, login and number of failures belong together.
 *
 * @param pattern a domain, {@code .example.com} for all domains below one, or {@code *} for all
 * @param hop where mail goes; empty: this rule does not say
 * @param tls what TLS must be
 * @param v4 address for connections to IPv4 hosts
 * @param v6 address for connections to IPv6 hosts
 * @param ehlo what this server calls itself
 * @param proxy through which connections are made
 */
public record RouteRule(
        String pattern,
        Optional<Hop> hop,
        Optional<TlsMode> tls,
        Optional<InetAddress> v4,
        Optional<InetAddress> v6,
        Optional<String> ehlo,
        Optional<SocksProxy> proxy) {
    /** The pattern that is for every destination. */
    public static final String EVERYTHING = "*";

    /** Where mail goes: to a host, or with none to the destination's mail exchangers although a wider rule names a host. */
    public record Hop(Optional<NextHop> host, Optional<RelayLogin> login, int afterFailures) {}

    /** Names of the options, in the order in which they are shown. */
    public enum Option {
        VIA,
        LMTP,
        IMPLICIT,
        USER,
        PASSWORD,
        AFTER,
        TLS,
        SOURCE4,
        SOURCE6,
        EHLO,
        PROXY,
        PROXY_USER,
        PROXY_PASSWORD;

        /** As kept. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The word for the destination's own mail exchangers in the place of a host. */
    private static final String EXCHANGERS = "mx";

    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;
    private static final int LMTP_PORT = 24;
    private static final int SOCKS = 1080;

    /**
     * The rule that the options describe.
     *
     * @throws IllegalArgumentException with a sentence for the administrator
     */
    public static RouteRule of(RouteTable.Rule rule) {
        Map<String, String> options = new LinkedHashMap<>(rule.options());
        String known = Arrays.stream(Option.values()).map(Option::key).collect(Collectors.joining(", "));
        options.keySet().stream()
                .filter(key -> Arrays.stream(Option.values())
                        .noneMatch(option -> option.key().equals(key)))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("There is no option \"" + key + "\", but " + known + ".");
                });
        return new RouteRule(
                pattern(rule.pattern()),
                hop(options),
                get(options, Option.TLS).map(RouteRule::mode),
                get(options, Option.SOURCE4).map(text -> source(text, true)),
                get(options, Option.SOURCE6).map(text -> source(text, false)),
                get(options, Option.EHLO).map(RouteRule::host),
                proxy(options));
    }

    private static Optional<String> get(Map<String, String> options, Option option) {
        return Optional.ofNullable(options.get(option.key())).filter(text -> !text.isBlank());
    }

    /** The pattern in its one form: {@code *.example.com} is {@code .example.com}. */
    public static String pattern(String text) {
        if (text.equals(EVERYTHING)) {
            return text;
        }
        String domain = text.startsWith("*.") ? text.substring(1) : text;
        String dot = domain.startsWith(".") ? "." : "";
        return dot
                + AddressParser.domainOrLiteral(domain.substring(dot.length()))
                        .orElseThrow(() -> new IllegalArgumentException("\"" + text
                                + "\" is neither a domain, nor a dot and a domain for all below it, nor *."));
    }

    private static Optional<Hop> hop(Map<String, String> options) {
        Optional<String> via = get(options, Option.VIA);
        if (via.isEmpty()) {
            if (get(options, Option.USER).isPresent()
                    || get(options, Option.AFTER).isPresent()) {
                throw new IllegalArgumentException("A login or a number of failures needs a host to go to.");
            }
            return Optional.empty();
        }
        if (via.get().equals(EXCHANGERS)) {
            return Optional.of(new Hop(Optional.empty(), Optional.empty(), 0));
        }
        boolean lmtp = options.containsKey(Option.LMTP.key());
        boolean implicit = options.containsKey(Option.IMPLICIT.key());
        HostAndPort host = HostAndPort.of(via.get(), lmtp ? LMTP_PORT : implicit ? SUBMISSIONS : SUBMISSION);
        NextHop next = new NextHop(host.host, host.port, implicit || host.port == SUBMISSIONS, lmtp);
        Optional<RelayLogin> login = get(options, Option.USER)
                .map(user -> new RelayLogin(
                        user,
                        get(options, Option.PASSWORD)
                                .orElseThrow(() -> new IllegalArgumentException("The login has no password."))));
        return Optional.of(new Hop(
                Optional.of(next), login, number(get(options, Option.AFTER).orElse("0"))));
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number of failures.");
        }
        return Integer.parseInt(text);
    }

    private static TlsMode mode(String text) {
        String name = text.equals("dane-only") ? "dane" : text;
        return Arrays.stream(TlsMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is none of automatic, opportunistic, require, verify, plain, dane-only."));
    }

    private static InetAddress source(String text, boolean v4) {
        InetAddress address =
                address(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an IP address."));
        if (address instanceof Inet4Address != v4) {
            throw new IllegalArgumentException(text + " is not an IPv" + (v4 ? 4 : 6) + " address.");
        }
        return address;
    }

    /** An address without asking anybody. */
    static Optional<InetAddress> address(String text) {
        String literal = text.indexOf(':') >= 0 ? "[IPv6:" + text + "]" : "[" + text + "]";
        if (AddressParser.domainOrLiteral(literal).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String host(String text) {
        return AddressParser.domainOrLiteral(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a host name."));
    }

    private static Optional<SocksProxy> proxy(Map<String, String> options) {
        return get(options, Option.PROXY).map(text -> {
            String prefix = "socks5://";
            if (!text.startsWith(prefix) || text.indexOf('@') >= 0) {
                throw new IllegalArgumentException("The proxy must be given as socks5://HOST:PORT.");
            }
            HostAndPort host = HostAndPort.of(text.substring(prefix.length()), SOCKS);
            Optional<RelayLogin> login = get(options, Option.PROXY_USER)
                    .map(user -> new RelayLogin(
                            user, get(options, Option.PROXY_PASSWORD).orElse("")));
            return new SocksProxy(host.host, host.port, login);
        });
    }

    /** A host with a port; an IP address becomes a literal in brackets, which is what names one in this package. */
    private record HostAndPort(String host, int port) {
        static HostAndPort of(String text, int otherwise) {
            int end = text.lastIndexOf(']');
            int colon = text.indexOf(':', Math.max(0, end));
            boolean bareIpv6 = end < 0 && text.indexOf(':') != text.lastIndexOf(':');
            boolean withPort = colon >= 0 && !bareIpv6;
            String host = withPort ? text.substring(0, colon) : text;
            String port = withPort ? text.substring(colon + 1) : Integer.toString(otherwise);
            if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
                throw new IllegalArgumentException("\"" + text + "\" does not end in a port.");
            }
            String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            Optional<InetAddress> address =
                    address(bare.toLowerCase(Locale.ROOT).replace("ipv6:", ""));
            String name = address.isPresent()
                    ? "[" + (address.get() instanceof Inet4Address ? "" : "ipv6:")
                            + address.get().getHostAddress() + "]"
                    : RouteRule.host(host);
            return new HostAndPort(name, Integer.parseInt(port));
        }
    }
}
