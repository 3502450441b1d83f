package org.posthaste.app.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.records.MtaStsPolicyText;
import org.posthaste.app.web.SiteEnvironment.Times;
import org.posthaste.common.config.ConfigFile;
import org.posthaste.common.net.mina.MinaTransport;
import org.posthaste.common.tls.TestCertificates;
import org.posthaste.common.tls.TlsContexts;
import org.posthaste.common.tls.TlsSettings;

/** The public site on free ports of 127.0.0.1, for the domains in {@link #domains}. Confined to the test's thread. */
final class SiteHost implements AutoCloseable {
    static final String NAME = "mail.example.org";

    final Set<String> domains = ConcurrentHashMap.newKeySet();
    final ChallengeBoard board;
    final TlsContexts tls;
    final PublicSite site;
    final SuiteConfig config;
    private final MinaTransport transport = new MinaTransport();

    private SiteHost(Path folder, SuiteConfig config, Times times) throws IOException {
        this.config = config;
        this.tls = TlsContexts.open(TlsSettings.selfSigned(folder.resolve("tls"), NAME), Clock.systemUTC());
        this.board = new ChallengeBoard(tls.challenges());
        domains.add("example.org");
        tls.alsoFor(List.copyOf(domains));
        this.site = PublicSite.start(
                config,
                new PublicSite.Foundation(
                        name -> domains.contains(name.toLowerCase(Locale.ROOT)),
                        () -> MtaStsPolicyText.of(NAME, MtaStsPolicyText.Mode.ENFORCE),
                        tls,
                        board,
                        transport,
                        Clock.systemUTC()),
                times);
    }

    static SiteHost start(Path folder) throws IOException {
        return start(folder, "");
    }

    /** Starts with more lines of configuration. */
    static SiteHost start(Path folder, String more) throws IOException {
        return with(folder, "ports: {http: " + freePort() + ", https: " + freePort() + "}\n" + more);
    }

    /** Starts with this configuration beside name and address. */
    static SiteHost with(Path folder, String text) throws IOException {
        return with(folder, text, Times.STANDARD);
    }

    /** The same with other times. */
    static SiteHost with(Path folder, String text, Times times) throws IOException {
        String yaml = "hostname: " + NAME + "\nbind: [127.0.0.1]\n" + text;
        return new SiteHost(
                folder,
                ConfigFile.parse("posthaste.yaml", yaml, SuiteConfig.class, Map.of())
                        .value(),
                times);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    Socket plain() throws IOException {
        return connect(config.ports().http());
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Does the handshake for a server of this name, offering these application protocols. */
    SSLSocket tls(String name, String... protocols) throws IOException {
        return tlsOnly("TLSv1.3", name, protocols);
    }

    /** The same with one version of TLS. */
    SSLSocket tlsOnly(String version, String name, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) TestCertificates.newClientContext()
                .getSocketFactory()
                .createSocket(connect(config.ports().https()), name, 443, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Sends octets, says no more, and returns everything that comes until the other side closes. */
    static String exchange(Socket socket, String request) throws IOException {
        try (socket) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return rest(socket);
        }
    }

    /** Everything until the other side closes. */
    static String rest(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    /** A GET over plain HTTP on a connection of its own. */
    String get(String host, String target) throws IOException {
        return exchange(plain(), request("GET", host, target));
    }

    /** A GET by HTTPS on a connection of its own. */
    String secureGet(String host, String target) throws IOException {
        return exchange(tls(host), request("GET", host, target));
    }

    static String request(String method, String host, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    @Override
    public void close() {
        site.close();
        transport.close();
    }
}
