package org.posthaste.common.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.53, 192.0.2.53, 53",
        "127.0.0.1:5353, 127.0.0.1, 5353",
        "2001:db8::53, 2001:db8:0:0:0:0:0:53, 53",
        "[::1], 0:0:0:0:0:0:0:1, 53",
        "[::1]:5353, 0:0:0:0:0:0:0:1, 5353"
    })
    void serversAreAddresses(String text, String host, int port) {
        InetSocketAddress server = DnsSettings.server(text);
        assertThat(server.getAddress().getHostAddress()).isEqualTo(host);
        assertThat(server.getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "resolver.example.org", "192.0.2.53:0", "192.0.2.53:70000", "[::1", "192.0.2.300", "::1]:53"
            })
    void everythingElseIsRefused(String text) {
        assertThatThrownBy(() -> DnsSettings.server(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address of a resolver");
    }

    @Test
    void defaultsTrustOnlyAResolverOnThisHost() {
        assertThat(DnsSettings.defaults().dnssec()).isEqualTo(DnsSettings.Dnssec.TRUST_RESOLVER);
    }
}
