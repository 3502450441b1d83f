package org.posthaste.common.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ResolverConfig;

/**
 * The resolvers of the operating system, read anew now and then, since networks change under a server that runs for
 * months. Thread-safe.
 */
final class SystemServers {
    private static final Logger LOG = LoggerFactory.getLogger(SystemServers.class);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final long READ_AGAIN_NANOS = 30_000_000_000L;

    private final LongSupplier nanos;
    private List<InetSocketAddress> servers = List.of();
    private long readAt;

    SystemServers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized List<InetSocketAddress> current() {
        if (servers.isEmpty() || nanos.getAsLong() - readAt > READ_AGAIN_NANOS) {
            List<InetSocketAddress> read = read();
            if (!read.equals(servers)) {
                LOG.debug("resolvers of the system: {}", read);
            }
            servers = read;
            readAt = nanos.getAsLong();
        }
        return servers;
    }

    private static List<InetSocketAddress> read() {
        List<InetSocketAddress> found = new ArrayList<>();
        if (Files.isReadable(RESOLV_CONF)) {
            try {
                Files.readAllLines(RESOLV_CONF).forEach(line -> add(line, found));
            } catch (IOException e) {
                LOG.warn("{} cannot be read: {}", RESOLV_CONF, e.getMessage());
            }
        } else {
            found.addAll(ResolverConfig.getCurrentConfig().servers());
        }
        // What the C library does when there is nothing.
        return found.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)) : found;
    }

    private static void add(String line, List<InetSocketAddress> found) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 1
                && words[0].equals("nameserver")
                && (words[1].indexOf(':') >= 0 || words[1].matches("[0-9.]+"))) {
            try {
                found.add(new InetSocketAddress(InetAddress.getByName(words[1]), 53));
            } catch (UnknownHostException e) {
                LOG.warn("{}: not an address: {}", RESOLV_CONF, words[1]);
            }
        }
    }
}
