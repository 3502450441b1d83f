package org.posthaste.smtp.relay;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.posthaste.smtp.relay.RelayRoute.RelayLogin;
import org.posthaste.smtp.relay.RelayRoute.SocksProxy;

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928 §3-§6), with a name and a password if it wants them (RFC 1929 §2). The
 * proxy is given an address, never a name: which host a domain's mail goes to, and how far that is proved, is found out
 * here. Confined to one thread.
 */
final class SocksHandshake {
    private static final int VERSION = 5;
    private static final int NO_LOGIN = 0;
    private static final int PASSWORD = 2;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final String[] FAILURES = {
        "",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "time to live expired",
        "command not supported",
        "address type not supported"
    };

    private final SocksProxy proxy;
    private final DataInputStream in;
    private final OutputStream out;

    SocksHandshake(SocksProxy proxy, DataInputStream in, OutputStream out) {
        this.proxy = proxy;
        this.in = in;
        this.out = out;
    }

    /** Asks for a connection; the streams lead there when it returns. */
    void connect(InetSocketAddress target) throws IOException {
        boolean login = proxy.login().isPresent();
        out.write(login ? new byte[] {VERSION, 2, NO_LOGIN, PASSWORD} : new byte[] {VERSION, 1, NO_LOGIN});
        out.flush();
        expect(in.readUnsignedByte() == VERSION, "speaks no SOCKS5");
        int method = in.readUnsignedByte();
        if (method == PASSWORD && login) {
            authenticate(proxy.login().get());
        } else {
            expect(method == NO_LOGIN, "wants another login");
        }
        byte[] address = target.getAddress().getAddress();
        byte[] request = new byte[6 + address.length];
        request[0] = VERSION;
        request[1] = CONNECT;
        request[3] = (byte) (target.getAddress() instanceof Inet4Address ? IPV4 : IPV6);
        System.arraycopy(address, 0, request, 4, address.length);
        request[request.length - 2] = (byte) (target.getPort() >> 8);
        request[request.length - 1] = (byte) target.getPort();
        out.write(request);
        out.flush();
        readReply();
    }

    private void authenticate(RelayLogin login) throws IOException {
        byte[] user = login.user().getBytes(StandardCharsets.UTF_8);
        byte[] password = login.password().getBytes(StandardCharsets.UTF_8);
        expect(user.length < 256 && password.length < 256, "cannot take so long a name or password");
        byte[] request = new byte[3 + user.length + password.length];
        request[0] = 1;
        request[1] = (byte) user.length;
        System.arraycopy(user, 0, request, 2, user.length);
        request[2 + user.length] = (byte) password.length;
        System.arraycopy(password, 0, request, 3 + user.length, password.length);
        out.write(request);
        out.flush();
        in.readUnsignedByte();
        expect(in.readUnsignedByte() == 0, "refuses the login");
    }

    private void readReply() throws IOException {
        expect(in.readUnsignedByte() == VERSION, "speaks no SOCKS5");
        int reply = in.readUnsignedByte();
        expect(reply == 0, "says: " + (reply < FAILURES.length ? FAILURES[reply] : "error " + reply));
        in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int length = type == IPV4 ? 4 : type == IPV6 ? 16 : type == NAME ? in.readUnsignedByte() : -1;
        expect(length >= 0, "speaks no SOCKS5");
        in.readFully(new byte[length + 2]);
    }

    private void expect(boolean fulfilled, String otherwise) throws IOException {
        if (!fulfilled) {
            throw new IOException("the proxy " + proxy + " " + otherwise);
        }
    }
}
