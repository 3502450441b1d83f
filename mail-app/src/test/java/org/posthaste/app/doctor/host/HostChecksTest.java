package org.posthaste.app.doctor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.admin.Json;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Clinic;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.State;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.mailstore.queue.RouteTable;

class HostChecksTest {
    private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();

    @TempDir
    Path folder;

    private Clinic clinic;
    private FakeDns dns;

    @BeforeEach
    void open() throws IOException {
        dns = new FakeDns();
        clinic = new Clinic(folder).dns(dns);
    }

    @AfterEach
    void close() {
        clinic.close();
    }

    private List<Finding> examine(Check check) throws IOException, InterruptedException {
        return check.examine(clinic.surroundings());
    }

    private Finding one(Check check) throws IOException, InterruptedException {
        return examine(check).get(0);
    }

    @Test
    void aReverseNameMustLeadBack() throws Exception {
        ReverseNameCheck check = new ReverseNameCheck();
        assertThat(one(check).state()).isEqualTo(State.MISSING);
        dns.ptr("192.0.2.1", "mail.example.org");
        assertThat(one(check).state()).isEqualTo(State.WRONG);
        dns.address("mail.example.org", "192.0.2.1");
        assertThat(one(check).state()).isEqualTo(State.RIGHT);
        dns.failing("192.0.2.1", "no answer");
        assertThat(one(check).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void namesOfHomeLinesAreWarnedOf() throws Exception {
        for (String name : List.of("static-192-0-2-1.example.net", "1.2.0.192.dsl.example.net", "vps.example.net")) {
            dns.remove("192.0.2.1").ptr("192.0.2.1", name).address(name, "192.0.2.1");
            assertThat(one(new ReverseNameCheck()).state()).isEqualTo(State.WARNING);
        }
        InetAddress address = InetAddress.getByName("192.0.2.1");
        assertThat(ReverseNameCheck.isGeneric("mail7.example.net", address)).isFalse();
        assertThat(ReverseNameCheck.isGeneric("ip-192-0-2-1.example.net", address))
                .isTrue();
    }

    @Test
    void theNameOfTheHostLeadsHere() throws Exception {
        HostNameCheck check = new HostNameCheck();
        assertThat(one(check).state()).isEqualTo(State.WRONG);
        dns.address("mail.example.org", "192.0.2.77");
        assertThat(one(check).remedy()).contains("another host");
        dns.address("mail.example.org", "192.0.2.1");
        assertThat(one(check).state()).isEqualTo(State.RIGHT);
        dns.remove("mail.example.org").failing("mail.example.org", "silent");
        assertThat(one(check).state()).isEqualTo(State.UNKNOWN);
        clinic.configuration("hostname: localhost\n");
        assertThat(one(check).remedy()).contains("Set hostname");
    }

    @Test
    void listingsAreToldApartFromRefusals() throws Exception {
        for (String list :
                List.of("zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org", "psbl.surriel.com")) {
            dns.address("2.0.0.127." + list, "127.0.0.2");
        }
        clinic.addresses("192.0.2.1", "2001:db8::1");
        dns.address("1.2.0.192.zen.spamhaus.org", "127.0.0.4").txt("1.2.0.192.zen.spamhaus.org", "see there");
        dns.address("1.2.0.192.bl.spamcop.net", "127.255.255.254");
        dns.failing("1.2.0.192.psbl.surriel.com", "no answer in time");
        List<Finding> findings = examine(new BlocklistCheck());
        assertThat(findings)
                .extracting(Finding::subject, Finding::state)
                .containsExactly(
                        tuple("zen.spamhaus.org 192.0.2.1", State.WRONG),
                        tuple("zen.spamhaus.org 2001:db8:0:0:0:0:0:1", State.RIGHT),
                        tuple("bl.spamcop.net 192.0.2.1", State.WARNING),
                        tuple("b.barracudacentral.org 192.0.2.1", State.RIGHT),
                        tuple("psbl.surriel.com 192.0.2.1", State.UNKNOWN));
        assertThat(findings.get(0).published()).contains("127.0.0.4", "XBL", "see there");
        assertThat(dns.queries())
                .contains("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen.spamhaus.org/A");
    }

    @Test
    void aListThatDoesNotKnowItsTestAddressIsNotBelieved() throws Exception {
        dns.address("2.0.0.127.zen.spamhaus.org", "127.255.255.254");
        dns.address("2.0.0.127.bl.spamcop.net", "203.0.113.80");
        dns.failing("2.0.0.127.b.barracudacentral.org", "no answer in time");
        assertThat(examine(new BlocklistCheck()))
                .extracting(Finding::state)
                .containsExactly(State.WARNING, State.WARNING, State.SKIPPED, State.SKIPPED);
    }

    @Test
    void aResolverIsExamined() throws Exception {
        assertThat(examine(new ResolverCheck()))
                .extracting(Finding::state)
                .containsExactly(State.RIGHT, State.WARNING, State.RIGHT);
        clinic.first.validating();
        dns.address("posthaste-doctor.invalid", "203.0.113.1");
        assertThat(examine(new ResolverCheck()))
                .extracting(Finding::state)
                .containsExactly(State.RIGHT, State.RIGHT, State.WRONG);
        clinic.first.refuse("./NS");
        assertThat(one(new ResolverCheck()).state()).isEqualTo(State.WRONG);
    }

    @Test
    void secretsThatOthersCanReadAreNamed() throws Exception {
        Files.createDirectories(folder.resolve("tls"));
        Path key = Files.writeString(folder.resolve("tls/own.key"), "-----BEGIN PRIVATE KEY-----");
        Path chain = Files.writeString(folder.resolve("tls/own.pem"), "-----BEGIN CERTIFICATE-----");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(chain, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(one(new SecretFilesCheck()).state()).isEqualTo(State.RIGHT);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        Finding open = one(new SecretFilesCheck());
        assertThat(open.state()).isEqualTo(State.WRONG);
        assertThat(open.remedy()).isEqualTo("chmod go-rwx " + key);
    }

    @Test
    void withoutAServerWhatNeedsOneIsSkipped() throws Exception {
        for (Check check : List.of(
                new PortsCheck(),
                new InboundCheck(),
                new CertificateCheck(),
                new OpenRelayCheck(),
                new MemoryCheck())) {
            assertThat(one(check).state()).as(check.purpose()).isEqualTo(State.SKIPPED);
            assertThat(one(check).published()).contains("no server runs");
        }
        assertThat(one(new QueueCheck()).state()).isEqualTo(State.RIGHT);
        assertThat(examine(new DiskCheck())).extracting(Finding::state).doesNotContain(State.MISSING, State.UNKNOWN);
    }

    @Test
    void certificatesAreJudgedNameByName() throws Exception {
        clinic.server(certified());
        assertThat(examine(new CertificateCheck()))
                .extracting(Finding::subject, Finding::state)
                .containsExactly(
                        tuple("Certificate for mail.example.org", State.WRONG),
                        tuple("Certificate for mta-sts.example.org", State.WARNING),
                        tuple("Certificate for autoconfig.example.org", State.RIGHT),
                        tuple("Certificate for autodiscover.example.org", State.WARNING));
    }

    @Test
    void port25OfAnotherServerIsNotOurs() throws Exception {
        clinic.server(certified()).addresses("127.0.0.1");
        try (ServerSocket other = script("220 other.example.net ESMTP", "221 bye")) {
            clinic.world(other.getLocalPort(), 443, 123, TLS);
            Finding finding = one(new InboundCheck());
            assertThat(finding.state()).isEqualTo(State.WRONG);
            assertThat(finding.published()).contains("other.example.net");
        }
        try (ServerSocket ours = script("220 mail.example.org ESMTP", "221 bye")) {
            clinic.world(ours.getLocalPort(), 443, 123, TLS);
            assertThat(one(new InboundCheck()).state()).isEqualTo(State.RIGHT);
        }
    }

    @Test
    void outgoingMailIsTriedWhereTheDnsKnowsALargeReceiver() throws Exception {
        assertThat(one(new OutboundCheck()).state()).isEqualTo(State.SKIPPED);
        dns.mx("gmail.com", 5, "mx.gmail.com").address("mx.gmail.com", "127.0.0.1");
        try (ServerSocket large = script("220 mx.gmail.com", "221 bye")) {
            clinic.world(large.getLocalPort(), 443, 123, TLS);
            assertThat(one(new OutboundCheck()).state()).isEqualTo(State.RIGHT);
        }
        Finding blocked = one(new OutboundCheck());
        assertThat(blocked.state()).isEqualTo(State.WRONG);
        assertThat(blocked.remedy()).contains("relay set '*' --via");
        clinic.store()
                .queue()
                .routes()
                .put(new RouteTable.Rule("*", Map.of("via", "smart.example")))
                .toCompletableFuture()
                .join();
        assertThat(one(new OutboundCheck()).published()).contains("through another host");
    }

    @Test
    void theClockIsComparedWithATimeServer() throws Exception {
        assertThat(one(new ClockCheck()).state()).isEqualTo(State.SKIPPED);
        dns.address("pool.ntp.org", "127.0.0.1");
        for (long ahead : new long[] {0, 20, -4000}) {
            try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                time(server, ahead);
                clinic.world(25, 443, server.getLocalPort(), TLS);
                assertThat(one(new ClockCheck()).state())
                        .isEqualTo(ahead == 0 ? State.RIGHT : ahead == 20 ? State.WARNING : State.WRONG);
            }
        }
    }

    /** Something that a test does on a thread of its own. */
    private interface Serving {
        void run() throws IOException;
    }

    private static void daemon(Serving serving) {
        Thread thread = new Thread(() -> {
            try {
                serving.run();
            } catch (IOException e) {
                Thread.currentThread().interrupt(); // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Serves one connection with these lines, each but the first after a line of the client's. */
    private static ServerSocket script(String... replies) throws IOException {
        ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        daemon(() -> {
            try (Socket socket = listening.accept()) {
                for (String reply : replies) {
                    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    int octet = socket.getInputStream().read();
                    while (octet >= 0 && octet != '\n') {
                        octet = socket.getInputStream().read();
                    }
                }
            }
        });
        return listening;
    }

    /** Answers one question with a time that is so many seconds off. */
    private static void time(DatagramSocket server, long ahead) {
        daemon(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[48], 48);
            server.receive(packet);
            byte[] reply = new byte[48];
            reply[0] = 0x24;
            reply[1] = 2;
            ByteBuffer.wrap(reply).putInt(40, (int) (Instant.now().getEpochSecond() + ahead + 2_208_988_800L));
            server.send(new DatagramPacket(reply, 48, packet.getSocketAddress()));
        });
    }

    /** A server with a certificate that ends, one that is self-signed, and a good one. */
    private static ObjectNode certified() {
        ObjectNode status = Json.object();
        ArrayNode certificates = status.putArray("certificates");
        certificates.addObject().put("daysLeft", 2).putArray("names").add("mail.example.org");
        certificates
                .addObject()
                .put("daysLeft", 300)
                .put("selfSigned", true)
                .putArray("names")
                .add("*.example.org");
        certificates.addObject().put("daysLeft", 60).putArray("names").add("autoconfig.example.org");
        return status;
    }
}
