package org.posthaste.common.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Update;

/**
 * Adds and removes text records at the primary server of a zone (RFC 2136), over TCP, signed with a key that both share
 * (RFC 8945). Blocks its caller until the server has answered. Thread-safe.
 *
 * <p>Fails: with an {@link IOException} that says what the server said, such as REFUSED or NOTZONE.
 */
public final class DynamicUpdate {
    private final InetSocketAddress server;
    private final Optional<TSIG> key;
    private final Duration patience;

    /** A key that the server knows. */
    public static final class Key {
        private final TSIG tsig;

        /**
         * A key.
         *
         * @param name as the server calls it
         * @param algorithm such as {@code hmac-sha256}
         * @throws IllegalArgumentException if there is no such algorithm or the name is none
         */
        public Key(String name, String algorithm, byte[] secret) {
            try {
                tsig = new TSIG(TSIG.algorithmToName(algorithm), Name.fromString(name, Name.root), secret);
            } catch (TextParseException e) {
                throw new IllegalArgumentException("\"" + name + "\" is not the name of a key", e);
            }
        }
    }

    /** Updates at this server; without a key the server has to know us by our address. */
    public DynamicUpdate(InetSocketAddress server, Optional<Key> key, Duration patience) {
        this.server = server;
        this.key = key.map(known -> known.tsig);
        this.patience = patience;
    }

    /** Adds a text record, beside those that are there (RFC 2136 §2.5.1). */
    public void add(String zone, String name, String text, Duration ttl) throws IOException {
        Update update = new Update(name(zone));
        update.add(record(name, text, ttl));
        send(update);
    }

    /** Takes one text record away; others of the name stay (RFC 2136 §2.5.4). */
    public void remove(String zone, String name, String text) throws IOException {
        Update update = new Update(name(zone));
        update.delete(record(name, text, Duration.ZERO));
        send(update);
    }

    private static TXTRecord record(String name, String text, Duration ttl) throws IOException {
        return new TXTRecord(name(name), DClass.IN, ttl.toSeconds(), text);
    }

    private static Name name(String text) throws IOException {
        return Name.fromString(text, Name.root);
    }

    private void send(Update update) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTimeout(patience);
        key.ifPresent(resolver::setTSIGKey);
        Message answer = resolver.send(update);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException("the name server " + server.getAddress().getHostAddress() + " refuses the update: "
                    + Rcode.string(answer.getRcode()));
        }
    }
}
