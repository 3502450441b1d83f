package org.posthaste.app.doctor.host;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;

/** The clock is right: signatures, certificates and login codes depend on it. Asks one time server (SNTP, RFC 4330 §5) once. */
public final class ClockCheck implements Check {
    private static final String SERVER = "pool.ntp.org";
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int PACKET = 48;
    private static final int RECEIVED = 40;

    /** Seconds from 1900, where the protocol begins to count, to 1970. */
    private static final long EPOCH = 2_208_988_800L;

    private static final Duration NEAR = Duration.ofSeconds(5);
    private static final Duration FAR = Duration.ofSeconds(60);

    @Override
    public String purpose() {
        return "Clock";
    }

    @Override
    public Area area() {
        return Area.HOST;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws InterruptedException {
        List<InetAddress> servers = Answers.of(around.dns().addresses4(SERVER)).records();
        if (servers.isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), "the DNS does not know " + SERVER));
        }
        try {
            return List.of(judged(offset(servers.get(0), around)));
        } catch (IOException e) {
            return List.of(Finding.skipped(
                    area(), purpose(), "the time server " + servers.get(0).getHostAddress() + " does not answer"));
        }
    }

    private Finding judged(Duration offset) {
        Duration off = offset.abs();
        String found = off.toMillis() < 1000
                ? "less than a second off"
                : off.toSeconds() + " seconds " + (offset.isNegative() ? "ahead" : "behind");
        String remedy = "Let the system keep it: timedatectl set-ntp true";
        if (off.compareTo(FAR) > 0) {
            return Finding.wrong(area(), purpose(), found, remedy);
        }
        return off.compareTo(NEAR) > 0
                ? Finding.warning(area(), purpose(), found, remedy)
                : Finding.right(area(), purpose(), found);
    }

    /** How far our clock is behind. */
    private static Duration offset(InetAddress server, Surroundings around) throws IOException {
        byte[] packet = new byte[PACKET];
        packet[0] = 0x23; // version 4, client
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(server, around.world().ntpPort()));
            Instant sent = around.clock().instant();
            socket.send(new DatagramPacket(packet, PACKET));
            DatagramPacket reply = new DatagramPacket(new byte[PACKET], PACKET);
            socket.receive(reply);
            Instant received = around.clock().instant();
            if (reply.getLength() < PACKET || (reply.getData()[0] & 7) != 4 || reply.getData()[1] == 0) {
                throw new IOException("no time in the answer");
            }
            ByteBuffer time = ByteBuffer.wrap(reply.getData(), RECEIVED, 8);
            long seconds = Integer.toUnsignedLong(time.getInt()) - EPOCH;
            long nanos = Integer.toUnsignedLong(time.getInt()) * 1_000_000_000L >>> 32;
            Instant middle = sent.plus(Duration.between(sent, received).dividedBy(2));
            return Duration.between(middle, Instant.ofEpochSecond(seconds, nanos));
        }
    }
}
