package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyProtocolDecoderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Decodes in all fragmentations, checks that they agree and that nothing behind the header was taken. */
    private static ProxyHeader decode(byte[] header) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header);
        all.writeBytes("behind".getBytes(StandardCharsets.US_ASCII));
        ProxyHeader first = null;
        for (Fragmenter fragmenter : Fragmenter.values()) {
            ProxyProtocolDecoder decoder = new ProxyProtocolDecoder();
            Optional<ProxyHeader> decoded = Optional.empty();
            int taken = 0;
            for (byte[] piece : fragmenter.cut(all.toByteArray(), new Random(1))) {
                ByteBuffer octets = ByteBuffer.wrap(piece);
                decoded = decoder.decode(octets);
                taken += octets.position();
                if (decoded.isPresent()) {
                    break;
                }
            }
            assertThat(decoded).isPresent();
            assertThat(taken).isEqualTo(header.length);
            assertThat(first == null || first.equals(decoded.get())).isTrue();
            first = decoded.get();
        }
        return first;
    }

    private static ProxyHeader text(String line) throws IOException {
        return decode(line.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ProxyHeader binary(String hex) throws IOException {
        return decode(HexFormat.of().parseHex(SIGNATURE + hex));
    }

    private static InetSocketAddress address(String literal, int port) {
        return InMemoryTransport.address(literal, port);
    }

    @Test
    void version1TellsBothEnds() throws IOException {
        assertThat(text("PROXY TCP4 192.0.2.7 198.51.100.1 50000 25\r\n").route())
                .contains(new ProxyHeader.Route(address("192.0.2.7", 50_000), address("198.51.100.1", 25)));
        assertThat(text("PROXY TCP6 2001:db8::1 2001:db8::2 65535 993\r\n").route())
                .contains(new ProxyHeader.Route(address("2001:db8::1", 65_535), address("2001:db8::2", 993)));
    }

    @Test
    void version1UnknownKeepsTheConnectionsOwnAddresses() throws IOException {
        assertThat(text("PROXY UNKNOWN\r\n").route()).isEmpty();
        assertThat(text("PROXY UNKNOWN ffff:f...f:ffff what ever\r\n").route()).isEmpty();
    }

    @Test
    void version2TellsBothEndsAndSkipsExtensions() throws IOException {
        assertThat(binary("21 11 000c c0000207 c6336401 c350 0019".replace(" ", ""))
                        .route())
                .contains(new ProxyHeader.Route(address("192.0.2.7", 50_000), address("198.51.100.1", 25)));
        assertThat(binary("21 11 0013 c0000207 c6336401 c350 0019 04 0004 00000000".replace(" ", ""))
                        .route())
                .isPresent();
        assertThat(binary("21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 ffff 03e1"
                                .replace(" ", ""))
                        .route())
                .contains(new ProxyHeader.Route(address("2001:db8::1", 65_535), address("2001:db8::2", 993)));
    }

    @Test
    void version2LocalAndUnspecifiedKeepTheConnectionsOwnAddresses() throws IOException {
        assertThat(binary("20000000").route()).isEmpty();
        assertThat(binary("2011000cffffffffffffffffffffffff").route()).isEmpty();
        assertThat(binary("21000000").route()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO example.org\r\n",
                "PROXX",
                "PROXY TCP4 192.0.2.7 198.51.100.1 50000 25\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 50000\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 50000 25 1\r\n",
                "PROXY TCP4 192.0.2.300 198.51.100.1 50000 25\r\n",
                "PROXY TCP4 localhost 198.51.100.1 50000 25\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 50000 25\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 50000 25\r\n",
                "PROXY TCP6 1:2:3 2001:db8::2 50000 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 050 25\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 50000 25\r\n",
                "PROXY  TCP4 192.0.2.7 198.51.100.1 50000 25\r\n",
                "PROXY \r\n",
            })
    void hostileText(String line) {
        assertThatThrownBy(() -> text(line)).isInstanceOf(IOException.class);
    }

    @Test
    void aLineWithoutEndIsCutOff() {
        assertThatThrownBy(() -> text("PROXY UNKNOWN " + "x".repeat(10_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000cc0000207c6336401c3500019", // version 1 in binary
                "2211000cc0000207c6336401c3500019", // unknown command
                "2112000cc0000207c6336401c3500019", // UDP
                "2111000bc0000207c6336401c35000", // too short for its family
                "2121000cc0000207c6336401c3500019",
                "2111ffff", // too long
            })
    void hostileBinary(String hex) {
        assertThatThrownBy(() -> binary(hex)).isInstanceOf(IOException.class);
    }

    @Test
    void randomOctetsNeverDoMoreThanFail() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(300)];
            random.nextBytes(octets);
            byte[] start = HexFormat.of().parseHex(random.nextBoolean() ? SIGNATURE : "50524f585920");
            System.arraycopy(start, 0, octets, 0, Math.min(start.length, octets.length));
            try {
                new ProxyProtocolDecoder().decode(ByteBuffer.wrap(octets));
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("PROXY");
            }
        }
    }

    @Test
    void rangesContainWhatTheirPrefixSays() {
        AddressRange ten = AddressRange.parse("10.128.0.0/9");
        assertThat(ten.contains(address("10.200.0.1", 1).getAddress())).isTrue();
        assertThat(ten.contains(address("10.1.0.1", 1).getAddress())).isFalse();
        assertThat(ten.contains(address("2001:db8::1", 1).getAddress())).isFalse();
        assertThat(AddressRange.parse("2001:db8::/33")
                        .contains(address("2001:db8:8000::1", 1).getAddress()))
                .isFalse();
        assertThat(AddressRange.parse("::1").contains(address("::1", 1).getAddress()))
                .isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0")
                        .contains(address("8.8.8.8", 1).getAddress()))
                .isTrue();
        for (String bad :
                new String[] {"10.0.0.0/33", "localhost", "10.0.0.0/", "10.0.0", "", "::1/129", "1.2.3.4/-1"}) {
            assertThatThrownBy(() -> AddressRange.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
