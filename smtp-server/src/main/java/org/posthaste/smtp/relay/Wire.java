package org.posthaste.smtp.relay;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.posthaste.smtp.relay.WireException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An outgoing connection: octets out, replies in, TLS from a point on. Every phase has a total time limit ({@link
 * #within}), after which the connection is broken from outside. Confined to the delivering thread, but for {@link
 * #checkDeadline} and {@link #abort}.
 *
 * <p>Fails: with {@link WireException} only.
 */
final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

    /** TLS 1.3 (RFC 8446) and TLS 1.2 (RFC 5246), nothing older (RFC 9325 §3.1.1). */
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final DeadlineWatch watch;
    private InputStream in;
    private OutputStream out;
    private ReplyReader replies;
    private Optional<SSLSession> tls = Optional.empty();
    private String phase = "the greeting";
    private volatile long deadline;
    private volatile boolean expired;
    private volatile boolean aborted;

    /** Takes the connected channel over. */
    Wire(SocketChannel channel, InetSocketAddress remote, DeadlineWatch watch) throws IOException {
        this.channel = channel;
        this.remote = remote;
        this.watch = watch;
        this.deadline = Long.MAX_VALUE;
        channel.socket().setTcpNoDelay(true);
        this.in = channel.socket().getInputStream();
        this.out = channel.socket().getOutputStream();
        this.replies = new ReplyReader(in);
        watch.add(this);
    }

    /** Where it leads, behind a proxy or not. */
    InetSocketAddress remote() {
        return remote;
    }

    /** Our own address; empty text once the connection is gone. */
    String local() {
        return channel.socket().getLocalAddress() == null || !channel.isOpen()
                ? ""
                : channel.socket().getLocalAddress().getHostAddress();
    }

    /** The TLS session, if there is one. */
    Optional<SSLSession> tls() {
        return tls;
    }

    /** Begins a phase. */
    void within(Duration limit, String name) {
        phase = name;
        deadline = watch.nanos() + limit.toNanos();
    }

    /** Ends the phase: nothing is expected of the peer until the next one. */
    void idle() {
        deadline = Long.MAX_VALUE;
    }

    /** Breaks the connection if its phase is over. Any thread; never blocks. */
    void checkDeadline(long now) {
        if (deadline != Long.MAX_VALUE && deadline - now < 0) {
            expired = true;
            shut();
        }
    }

    /** Breaks the connection. Any thread; never blocks. */
    void abort() {
        aborted = true;
        shut();
    }

    /** The next reply. */
    PeerReply reply() throws WireException {
        try {
            PeerReply reply = replies.read();
            LOG.trace("peer={} < {}", remote, reply);
            return reply;
        } catch (IOException e) {
            throw translated(e);
        }
    }

    /** Has a proxy, which the connection leads to so far, connect it to where it shall lead. */
    void through(RelayRoute.SocksProxy proxy) throws WireException {
        try {
            new SocksHandshake(proxy, new DataInputStream(in), out).connect(remote);
        } catch (EOFException e) {
            throw translated(e);
        } catch (IOException e) {
            throw expired || aborted ? translated(e) : new WireException(Kind.LOST, text(e), e);
        }
    }

    /** True if something came that answers nothing: the host says goodbye, or it does not wait for its turn. */
    boolean hasUnasked() {
        try {
            return replies.hasMore() || in.available() > 0;
        } catch (IOException e) {
            LOG.debug("peer={} cannot be read: {}", remote, e.getMessage());
            return true;
        }
    }

    /** Like {@link #hasUnasked}, of what has been read only. */
    boolean hasMore() {
        return replies.hasMore();
    }

    /** Sends lines; {@code shown} is what the log may see. */
    void send(String lines, String shown) throws WireException {
        LOG.trace("peer={} > {}", remote, shown);
        byte[] octets = lines.getBytes(StandardCharsets.UTF_8);
        send(octets, octets.length);
    }

    /** Sends octets. */
    void send(byte[] octets, int length) throws WireException {
        try {
            out.write(octets, 0, length);
            out.flush();
        } catch (IOException e) {
            throw translated(e);
        }
    }

    /**
     * Agrees on TLS. Octets that came before it would be taken for ones that came under its protection: the connection is
     * given up (RFC 3207 §6).
     *
     * @param host asked for with SNI (RFC 6066 §3) if it is a name
     */
    void startTls(SSLContext context, String host) throws WireException {
        if (hasUnasked()) {
            throw new WireException(Kind.INJECTED, "the host sent something between its reply to STARTTLS and TLS");
        }
        try {
            HandshakeSocket plain = new HandshakeSocket(channel.socket());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, remote.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(PROTOCOLS);
            parameters.setServerNames(serverName(host));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            plain.shaken();
            tls = Optional.of(socket.getSession());
            in = socket.getInputStream();
            out = socket.getOutputStream();
            replies = new ReplyReader(in);
        } catch (SSLException e) {
            if (expired || aborted) {
                throw translated(e);
            }
            Optional<Throwable> distrust = cause(e, CertificateException.class);
            throw distrust.isPresent()
                    ? new WireException(Kind.UNTRUSTED, "the certificate is not trusted: " + text(distrust.get()), e)
                    : new WireException(Kind.HANDSHAKE, "the TLS handshake failed: " + text(e), e);
        } catch (IOException e) {
            throw expired || aborted
                    ? translated(e)
                    : new WireException(Kind.HANDSHAKE, "the connection was lost during the TLS handshake", e);
        }
    }

    private static List<javax.net.ssl.SNIServerName> serverName(String host) {
        try {
            return host.indexOf('.') > 0 && Character.isLetter(host.charAt(host.length() - 1))
                    ? List.of(new SNIHostName(host))
                    : List.of();
        } catch (IllegalArgumentException e) {
            LOG.debug("{} cannot be asked for by SNI", host);
            return List.of();
        }
    }

    private static Optional<Throwable> cause(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    private static String text(Throwable e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private WireException translated(IOException e) {
        if (e instanceof WireException own) {
            return own;
        }
        if (expired) {
            return new WireException(Kind.TIMED_OUT, "the host took too long at " + phase, e);
        }
        if (aborted) {
            return new WireException(Kind.LOST, "this server broke the connection off at " + phase, e);
        }
        String how = e instanceof EOFException ? "the host closed the connection" : "the connection was lost";
        return new WireException(Kind.LOST, how + " at " + phase, e);
    }

    private void shut() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("peer={} closed with {}", remote, e.getMessage());
        }
    }

    @Override
    public void close() {
        watch.remove(this);
        shut();
    }
}
