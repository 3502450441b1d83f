package org.posthaste.common.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A resolver on a loopback port, over UDP and TCP, that says what a test wants octet by octet. Unknown questions are
 * refused, but it knows the root. Thread-safe.
 */
final class SmallDnsServer implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** What the server does with one question; an empty list: nothing. */
    interface Behaviour {
        List<byte[]> answer(Message query, boolean overTcp) throws IOException;
    }

    SmallDnsServer() throws IOException {
        this(InetAddress.getLoopbackAddress());
    }

    SmallDnsServer(InetAddress address) throws IOException {
        tcp = new ServerSocket(0, 50, address);
        udp = new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort()));
        records("./NS", ". 300 IN NS a.root-servers.net.");
        daemon(this::serveUdp);
        daemon(this::serveTcp);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    /** What was asked, such as {@code udp example.org/MX}; without questions for the root. */
    List<String> asked() {
        return asked.stream().filter(each -> !each.endsWith(" ./NS")).toList();
    }

    /** A behaviour for a question such as {@code example.org/MX}. */
    SmallDnsServer on(String question, Behaviour behaviour) {
        behaviours.put(question, behaviour);
        return this;
    }

    /** Answers with these records, in zone file form; those after {@code --} go into the authority section. */
    SmallDnsServer records(String question, String... lines) {
        return on(
                question,
                (query, overTcp) -> List.of(reply(query, Rcode.NOERROR, lines).toWire(65_535)));
    }

    /** Answers that there is no such name. */
    SmallDnsServer missing(String question, String... lines) {
        return on(
                question,
                (query, overTcp) -> List.of(reply(query, Rcode.NXDOMAIN, lines).toWire(65_535)));
    }

    /** Answers with an error. */
    SmallDnsServer error(String question, int rcode) {
        return on(question, (query, overTcp) -> List.of(reply(query, rcode).toWire(65_535)));
    }

    /** A reply with a copy of the question. */
    static Message reply(Message query, int rcode, String... lines) throws IOException {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.getHeader().setFlag(Flags.RD);
        reply.getHeader().setRcode(rcode);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        int section = Section.ANSWER;
        for (String line : lines) {
            if (line.equals("--")) {
                section = Section.AUTHORITY;
            } else {
                reply.addRecord(record(line), section);
            }
        }
        return reply;
    }

    static Record record(String line) throws IOException {
        try (Master master = new Master(
                new java.io.ByteArrayInputStream((line + "\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)),
                Name.root,
                3600)) {
            Record record = master.nextRecord();
            if (record == null || record.getDClass() != DClass.IN) {
                throw new IOException(line);
            }
            return record;
        }
    }

    private List<byte[]> answer(byte[] octets, boolean overTcp) throws IOException {
        Message query = new Message(octets);
        Record question = query.getQuestion();
        String key = Question.text(question.getName()) + "/" + Type.string(question.getType());
        asked.add((overTcp ? "tcp " : "udp ") + key);
        Behaviour behaviour = behaviours.getOrDefault(
                key, (unknown, tcpToo) -> List.of(reply(unknown, Rcode.REFUSED).toWire(65_535)));
        return behaviour.answer(query, overTcp);
    }

    private void serveUdp() throws IOException {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            udp.receive(packet);
            for (byte[] reply : answer(Arrays.copyOf(buffer, packet.getLength()), false)) {
                udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        }
    }

    private void serveTcp() throws IOException {
        while (!tcp.isClosed()) {
            Socket socket = tcp.accept();
            daemon(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                byte[] octets = new byte[in.readUnsignedShort()];
                in.readFully(octets);
                for (byte[] reply : answer(octets, true)) {
                    out.writeShort(reply.length);
                    out.write(reply);
                    out.flush();
                }
            }
        }
    }

    /** Work that ends with an exception when the server closes or the peer goes. */
    private interface Serving {
        void run() throws IOException;
    }

    private static void daemon(Serving serving) {
        Thread thread = new Thread(
                () -> {
                    try {
                        serving.run();
                    } catch (IOException e) {
                        Thread.currentThread().interrupt(); // the end
                    }
                },
                "small-dns-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
