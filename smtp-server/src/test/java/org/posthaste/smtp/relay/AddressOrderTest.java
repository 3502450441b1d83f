package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of RFC 6724 §10.2 that do not need deprecated, home or encapsulated addresses, and what matters to mail. */
class AddressOrderTest {
    private final Map<String, String> sources = new HashMap<>();
    private final AddressOrder order = new AddressOrder(destination ->
            Optional.ofNullable(sources.get(destination.getHostAddress())).map(AddressOrderTest::address));

    @Test
    void matchingScopeIsPreferred() {
        route("2001:db8:1::1", "2001:db8:1::2");
        route("198.51.100.121", "169.254.13.78");
        assertThat(sorted("198.51.100.121", "2001:db8:1::1")).containsExactly("2001:db8:1::1", "198.51.100.121");
    }

    @Test
    void ipv4WinsIfIpv6IsOnlyLocal() {
        route("2001:db8:1::1", "fe80::1");
        route("198.51.100.121", "198.51.100.117");
        assertThat(sorted("2001:db8:1::1", "198.51.100.121")).containsExactly("198.51.100.121", "2001:db8:1::1");
    }

    @Test
    void higherPrecedenceIsPreferred() {
        route("2001:db8:1::1", "2001:db8:1::2");
        route("10.1.2.3", "10.1.2.4");
        assertThat(sorted("10.1.2.3", "2001:db8:1::1")).containsExactly("2001:db8:1::1", "10.1.2.3");
    }

    @Test
    void smallerScopeIsPreferred() {
        route("2001:db8:1::1", "2001:db8:1::2");
        route("fe80::1", "fe80::2");
        assertThat(sorted("2001:db8:1::1", "fe80::1")).containsExactly("fe80::1", "2001:db8:1::1");
    }

    @Test
    void matchingLabelIsPreferred() {
        route("2002:c633:6401::1", "2002:c633:6401::2");
        route("2001:db8:1::1", "2002:c633:6401::2");
        assertThat(sorted("2001:db8:1::1", "2002:c633:6401::1")).containsExactly("2002:c633:6401::1", "2001:db8:1::1");
    }

    @Test
    void longestMatchingPrefixIsPreferred() {
        route("2001:db8:3ffe::1", "2001:db8:1::2");
        route("2001:db8:1:1::1", "2001:db8:1::2");
        assertThat(sorted("2001:db8:3ffe::1", "2001:db8:1:1::1"))
                .containsExactly("2001:db8:1:1::1", "2001:db8:3ffe::1");
    }

    @Test
    void whereNoWayLeadsComesLast() {
        route("198.51.100.1", "192.0.2.1");
        assertThat(sorted("2001:db8::1", "198.51.100.1")).containsExactly("198.51.100.1", "2001:db8::1");
    }

    @Test
    void equalsStayInTheOrderOfTheDns() {
        for (String destination : List.of("198.51.100.3", "198.51.100.1", "198.51.100.2")) {
            route(destination, "198.51.100.9");
        }
        assertThat(sorted("198.51.100.3", "198.51.100.1", "198.51.100.2"))
                .containsExactly("198.51.100.3", "198.51.100.1", "198.51.100.2");
    }

    @Test
    void thisHostReachesItself() {
        InetAddress loopback = address("127.0.0.1");
        assertThat(AddressOrder.ofThisHost().sorted(List.of(address("::"), loopback)))
                .contains(loopback);
    }

    private void route(String destination, String source) {
        sources.put(address(destination).getHostAddress(), source);
    }

    private List<String> sorted(String... destinations) {
        List<InetAddress> given = java.util.Arrays.stream(destinations)
                .map(AddressOrderTest::address)
                .toList();
        List<InetAddress> sorted = order.sorted(given);
        return sorted.stream()
                .map(address -> destinations[given.indexOf(address)])
                .toList();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
