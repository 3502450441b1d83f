package org.posthaste.common.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A name server for tests on a loopback address over UDP: authoritative for what it was told and a resolver for it too.
 * What is not there does not exist. Its records may change at any time. Thread-safe.
 */
public final class ZoneServer implements AutoCloseable {
    private static final int LARGEST = 4096;

    private final DatagramSocket socket;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean validating;

    private ZoneServer(InetSocketAddress address) throws IOException {
        socket = new DatagramSocket(address);
        add(". 300 IN NS a.root-servers.net.");
        Thread thread = new Thread(this::serve, "zone-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** A server on a free port of 127.0.0.1. */
    public static ZoneServer start() throws IOException {
        return new ZoneServer(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    }

    /** Another server, at the same port of another loopback address. */
    public static ZoneServer beside(ZoneServer first, String address) throws IOException {
        return new ZoneServer(new InetSocketAddress(InetAddress.getByName(address), first.port()));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    /** Its port. */
    public int port() {
        return socket.getLocalPort();
    }

    /** What was asked so far, such as {@code example.org/MX}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Adds records, each a line of a zone file with absolute names and a TTL. */
    public ZoneServer add(String... lines) {
        for (String line : lines) {
            try (Master master = new Master(
                    new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.ISO_8859_1)), Name.root, 300)) {
                Record record = master.nextRecord();
                if (record == null) {
                    throw new IllegalArgumentException(line);
                }
                records.add(record);
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }
        return this;
    }

    /** Takes all records of a name and type away. */
    public ZoneServer remove(String name, String type) {
        records.removeIf(record -> key(record).equals(name + "/" + type));
        return this;
    }

    /** Replaces the records of a name and type by one. */
    public ZoneServer set(String name, String type, String data) {
        return remove(name, type).add(name + ". 300 IN " + type + " " + data);
    }

    /** Does not answer questions such as {@code example.org/MX} any more. */
    public ZoneServer silentFor(String question) {
        silent.add(question);
        return this;
    }

    /** Answers again. */
    public ZoneServer answers(String question) {
        silent.remove(question);
        refused.remove(question);
        return this;
    }

    /** Answers a question with REFUSED. */
    public ZoneServer refuse(String question) {
        refused.add(question);
        return this;
    }

    /** Says of everything that DNSSEC proved it. */
    public ZoneServer validating() {
        validating = true;
        return this;
    }

    private static String key(Record record) {
        return Question.text(record.getName()) + "/" + Type.string(record.getType());
    }

    private void serve() {
        byte[] buffer = new byte[LARGEST];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                String key = key(query.getQuestion());
                asked.add(key);
                if (!silent.contains(key)) {
                    byte[] reply = reply(query, refused.contains(key)).toWire(65_535);
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Message reply(Message query, boolean refusing) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        if (refusing) {
            reply.getHeader().setRcode(Rcode.REFUSED);
            return reply;
        }
        reply.getHeader().setFlag(Flags.AA);
        if (validating) {
            reply.getHeader().setFlag(Flags.AD);
        }
        Name name = query.getQuestion().getName();
        int type = query.getQuestion().getType();
        for (int hops = 0; hops < 5; hops++) {
            List<Record> here = at(name);
            List<Record> found =
                    here.stream().filter(record -> record.getType() == type).toList();
            found.forEach(record -> reply.addRecord(record, Section.ANSWER));
            List<Record> alias =
                    here.stream().filter(CNAMERecord.class::isInstance).toList();
            if (!found.isEmpty() || alias.isEmpty()) {
                if (hops == 0 && here.isEmpty() && !above(name)) {
                    reply.getHeader().setRcode(Rcode.NXDOMAIN);
                }
                return reply;
            }
            reply.addRecord(alias.get(0), Section.ANSWER);
            name = ((CNAMERecord) alias.get(0)).getTarget();
        }
        return reply;
    }

    private List<Record> at(Name name) {
        List<Record> here = new ArrayList<>();
        records.stream().filter(record -> record.getName().equals(name)).forEach(here::add);
        return here;
    }

    /** True if a name below exists, so that this one does too (RFC 8020). */
    private boolean above(Name name) {
        return records.stream().anyMatch(record -> record.getName().subdomain(name));
    }

    @Override
    public void close() {
        socket.close();
    }
}
