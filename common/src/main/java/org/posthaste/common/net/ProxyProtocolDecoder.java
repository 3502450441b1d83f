package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Decodes the header that a proxy puts before a connection: the PROXY protocol of HAProxy, versions 1 (a line of text) and 2 (binary). Takes octets as they come and never one behind
 * the header. Not thread-safe.
 *
 * <p>Fails: with an {@link IOException} as soon as the octets cannot become a header, or when it is longer than {@value #LONGEST_V1} (version 1, the standard's bound) or
 * {@value #LONGEST_V2} octets (version 2; the rest of such a header would be extensions, which are skipped).
 */
final class ProxyProtocolDecoder {
    static final int LONGEST_V1 = 107;
    static final int LONGEST_V2 = 16 + 4096;

    private static final byte[] SIGNATURE_V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE_V2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int FIXED_V2 = 16;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int UNIX_STREAM = 0x31;

    private final ByteBuffer header = ByteBuffer.allocate(LONGEST_V2);

    /** Takes octets up to the header's end; empty if it has not come yet. */
    Optional<ProxyHeader> decode(ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            header.put(octets.get());
            Optional<ProxyHeader> decoded = header.get(0) == SIGNATURE_V1[0] ? version1() : version2();
            if (decoded.isPresent()) {
                return decoded;
            }
        }
        return Optional.empty();
    }

    private Optional<ProxyHeader> version1() throws IOException {
        int length = header.position();
        checkSignature(SIGNATURE_V1);
        if (header.get(length - 1) != '\n') {
            if (length >= LONGEST_V1) {
                throw new IOException("PROXY line too long");
            }
            return Optional.empty();
        }
        String line = new String(header.array(), 0, length, StandardCharsets.ISO_8859_1);
        if (!line.endsWith("\r\n")) {
            throw new IOException("PROXY line ends without CR");
        }
        String[] words = line.substring(0, length - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return Optional.of(new ProxyHeader(Optional.empty()));
        }
        int size = words[1].equals("TCP4") ? 4 : words[1].equals("TCP6") ? 16 : 0;
        if (words.length != 6 || size == 0) {
            throw new IOException("malformed PROXY line");
        }
        return Optional.of(new ProxyHeader(Optional.of(new ProxyHeader.Route(
                new InetSocketAddress(address(words[2], size), port(words[4])),
                new InetSocketAddress(address(words[3], size), port(words[5]))))));
    }

    private static InetAddress address(String literal, int size) throws IOException {
        boolean ipv6 = literal.indexOf(':') >= 0;
        if (ipv6 != (size == 16)) {
            throw new IOException("malformed address in PROXY line");
        }
        return AddressRange.address(literal).orElseThrow(() -> new IOException("malformed address in PROXY line"));
    }

    private static int port(String digits) throws IOException {
        if (!digits.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(digits) > 65535) {
            throw new IOException("malformed port in PROXY line");
        }
        return Integer.parseInt(digits);
    }

    private Optional<ProxyHeader> version2() throws IOException {
        checkSignature(SIGNATURE_V2);
        int have = header.position();
        if (have < FIXED_V2) {
            return Optional.empty();
        }
        int versionAndCommand = header.get(12) & 0xff;
        int family = header.get(13) & 0xff;
        int length = header.getShort(14) & 0xffff;
        if (versionAndCommand != 0x20 && versionAndCommand != 0x21) {
            throw new IOException("unknown version or command of a PROXY header");
        }
        if (FIXED_V2 + length > LONGEST_V2) {
            throw new IOException("PROXY header too long");
        }
        if (have < FIXED_V2 + length) {
            return Optional.empty();
        }
        if (versionAndCommand == 0x20 || family == UNSPECIFIED || family == UNIX_STREAM) {
            return Optional.of(new ProxyHeader(Optional.empty()));
        }
        int size = family == TCP4 ? 4 : family == TCP6 ? 16 : 0;
        if (size == 0 || length < 2 * size + 4) {
            throw new IOException("malformed PROXY header");
        }
        int ports = FIXED_V2 + 2 * size;
        return Optional.of(new ProxyHeader(Optional.of(new ProxyHeader.Route(
                new InetSocketAddress(address(FIXED_V2, size), header.getShort(ports) & 0xffff),
                new InetSocketAddress(address(FIXED_V2 + size, size), header.getShort(ports + 2) & 0xffff)))));
    }

    private InetAddress address(int from, int size) throws UnknownHostException {
        byte[] octets = new byte[size];
        header.get(from, octets);
        return InetAddress.getByAddress(octets);
    }

    private void checkSignature(byte[] signature) throws IOException {
        int last = header.position() - 1;
        if (last < signature.length && header.get(last) != signature[last]) {
            throw new IOException("no PROXY header");
        }
    }
}
