package org.posthaste.common.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.common.dns.SmallDnsServer.reply;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.DnsSettings.Dnssec;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class DnsClientTest {
    private static final String SOA = "example.org. 600 IN SOA ns.example.org. admin.example.org. 1 2 3 4 300";

    private final AtomicLong nanos = new AtomicLong(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private SmallDnsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new SmallDnsServer();
        open.add(server);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void mailExchangers() {
        server.records(
                "example.org/MX",
                "example.org. 300 IN MX 10 MX1.Example.org.",
                "example.org. 200 IN MX 20 mx2.example.net.");
        DnsAnswer<MxRecord> answer = done(client().mx("Example.ORG."));
        assertThat(answer)
                .isEqualTo(new DnsAnswer.Found<>(
                        List.of(new MxRecord(10, "mx1.example.org"), new MxRecord(20, "mx2.example.net")),
                        false,
                        Duration.ofSeconds(200),
                        "example.org"));
    }

    @Test
    void nullMx() {
        server.records("example.org/MX", "example.org. 300 IN MX 0 .");
        assertThat(done(client().mx("example.org")).records()).singleElement().matches(MxRecord::isNull);
    }

    @Test
    void addressesOfBothKinds() {
        server.records("mx.example.org/A", "mx.example.org. 300 IN A 192.0.2.1");
        server.records("mx.example.org/AAAA", "mx.example.org. 300 IN AAAA 2001:db8::1");
        DnsClient client = client();
        assertThat(done(client.addresses4("mx.example.org")).records())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("192.0.2.1");
        assertThat(done(client.addresses6("mx.example.org")).records())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void stringsOfTextAreJoinedAndKeepTheirOctets() {
        server.records(
                "example.org/TXT",
                "example.org. 300 IN TXT \"v=spf1 \" \"-all\"",
                "example.org. 300 IN TXT \"\\195\\188\\\"\"");
        List<String> texts = done(client().txt("example.org")).records();
        assertThat(texts.get(0)).isEqualTo("v=spf1 -all");
        assertThat(texts.get(1).getBytes(StandardCharsets.ISO_8859_1)).containsExactly(0xc3, 0xbc, '"');
    }

    @Test
    void namesOfAddresses() throws IOException {
        server.records("1.2.0.192.in-addr.arpa/PTR", "1.2.0.192.in-addr.arpa. 300 IN PTR Mail.example.org.");
        String six = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
        server.records(six + "/PTR", six + ". 300 IN PTR six.example.org.");
        assertThat(done(client().ptr(InetAddress.getByName("192.0.2.1"))).records())
                .containsExactly("mail.example.org");
        assertThat(done(client().ptr(InetAddress.getByName("2001:db8::1"))).records())
                .containsExactly("six.example.org");
    }

    @Test
    void certificateAssociations() {
        server.records("_25._tcp.mx.example.org/TLSA", "_25._tcp.mx.example.org. 300 IN TLSA 3 1 1 00ff");
        assertThat(done(client().tlsa("_25._tcp.mx.example.org")).records())
                .containsExactly(new TlsaRecord(3, 1, 1, new byte[] {0, -1}));
    }

    @Test
    void aliasesAreFollowed() {
        server.records(
                "www.example.org/A",
                "a.example.net. 30 IN A 192.0.2.9",
                "www.example.org. 300 IN CNAME b.example.net.",
                "b.example.net. 300 IN CNAME A.example.net.",
                "unasked.example.net. 300 IN A 192.0.2.66");
        assertThat(done(client().addresses4("www.example.org")))
                .isEqualTo(new DnsAnswer.Found<>(
                        List.of(address("192.0.2.9")), false, Duration.ofSeconds(30), "a.example.net"));
    }

    @Test
    void aliasThatTheResolverDidNotFollowIsAskedFor() {
        server.records("www.example.org/A", "www.example.org. 300 IN CNAME a.example.net.");
        server.records("a.example.net/A", "a.example.net. 500 IN A 192.0.2.9");
        assertThat(done(client().addresses4("www.example.org")))
                .isEqualTo(new DnsAnswer.Found<>(
                        List.of(address("192.0.2.9")), false, Duration.ofSeconds(300), "a.example.net"));
    }

    @Test
    void aliasesInCirclesAreAFailure() {
        server.records(
                "a.example.org/A",
                "a.example.org. 300 IN CNAME b.example.org.",
                "b.example.org. 300 IN CNAME a.example.org.");
        server.records("c.example.org/A", "c.example.org. 300 IN CNAME d.example.org.");
        server.records("d.example.org/A", "d.example.org. 300 IN CNAME c.example.org.");
        assertThat(failure(done(client().addresses4("a.example.org")))).contains("circles");
        assertThat(failure(done(client().addresses4("c.example.org")))).contains("CNAME");
    }

    @Test
    void nameThatDoesNotExist() {
        server.missing("nowhere.example.org/MX", "--", SOA);
        assertThat(done(client().mx("nowhere.example.org"))).isEqualTo(new DnsAnswer.NoSuchDomain<>(false));
    }

    @Test
    void aliasToNowhere() {
        server.missing("www.example.org/A", "www.example.org. 300 IN CNAME nowhere.example.org.", "--", SOA);
        assertThat(done(client().addresses4("www.example.org"))).isEqualTo(new DnsAnswer.NoSuchDomain<>(false));
    }

    @Test
    void nameWithoutSuchRecords() {
        server.records("example.org/MX", "--", SOA);
        assertThat(done(client().mx("example.org"))).isEqualTo(new DnsAnswer.NoData<>(false));
    }

    @Test
    void impossibleNamesAreNotAskedFor() {
        DnsClient client = client();
        for (String name : List.of(
                "", "a..b", "x".repeat(64) + ".org", "ü.example", "a\\.b", "a b.org", "a.".repeat(130) + "org")) {
            assertThat(done(client.mx(name))).as(name).isEqualTo(new DnsAnswer.NoSuchDomain<>(false));
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void cutAnswersAreAskedForOverTcp() {
        String[] many = new String[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = "example.org. 300 IN MX " + i + " mx" + i + ".example.org.";
        }
        server.on("example.org/MX", (query, overTcp) -> {
            Message reply = overTcp ? reply(query, Rcode.NOERROR, many) : reply(query, Rcode.NOERROR);
            if (!overTcp) {
                reply.getHeader().setFlag(Flags.TC);
            }
            return List.of(reply.toWire(65_535));
        });
        assertThat(done(client().mx("example.org")).records()).hasSize(200);
        assertThat(server.asked()).containsExactly("udp example.org/MX", "tcp example.org/MX");
    }

    @Test
    void questionsCarryEdnsAndRecursion() {
        List<Message> queries = new ArrayList<>();
        server.on("example.org/MX", (query, overTcp) -> {
            queries.add(query);
            return List.of(reply(query, Rcode.NXDOMAIN).toWire());
        });
        done(client().mx("example.org"));
        Message query = queries.get(0);
        assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(query.getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
    }

    @Test
    void resolverWithoutEdnsIsAskedWithout() {
        server.on(
                "example.org/MX",
                (query, overTcp) -> List.of((query.getOPT() != null
                                ? reply(query, Rcode.FORMERR)
                                : reply(query, Rcode.NOERROR, "example.org. 300 IN MX 1 mx.example.org."))
                        .toWire()));
        assertThat(done(client().mx("example.org")).records()).hasSize(1);
    }

    @Test
    void serversThatFailOrRefuseAreATemporaryFailure() {
        server.error("fails.example.org/MX", Rcode.SERVFAIL);
        DnsClient client = client();
        assertThat(failure(done(client.mx("fails.example.org"))))
                .isEqualTo("MX of fails.example.org: 127.0.0.1 says SERVFAIL");
        assertThat(failure(done(client.mx("refused.example.org")))).contains("REFUSED");
        server.error("odd.example.org/MX", Rcode.NOTAUTH);
        assertThat(failure(done(client.mx("odd.example.org")))).contains("NOTAUTH");
    }

    @Test
    void serverThatOnlyRefersToOthersIsNoResolver() {
        server.on("example.org/MX", (query, overTcp) -> {
            Message reply = reply(query, Rcode.NOERROR, "--", "org. 300 IN NS a.nic.org.");
            reply.getHeader().unsetFlag(Flags.RA);
            return List.of(reply.toWire());
        });
        assertThat(failure(done(client().mx("example.org")))).contains("no resolver");
    }

    @Test
    void secondServerIsAskedIfTheFirstFails() throws IOException {
        SmallDnsServer second = new SmallDnsServer();
        open.add(second);
        server.error("example.org/MX", Rcode.SERVFAIL);
        second.records("example.org/MX", "example.org. 300 IN MX 1 mx.example.org.");
        DnsClient client = client(settings(server.address(), second.address()));
        assertThat(done(client.mx("example.org")).records()).hasSize(1);
    }

    @Test
    void serverThatIsSilentIsAskedLastAfterwards() throws IOException {
        SmallDnsServer second = new SmallDnsServer();
        open.add(second);
        server.on("one.example.org/MX", (query, overTcp) -> List.of());
        second.records("one.example.org/MX", "one.example.org. 300 IN MX 1 mx.example.org.");
        second.records("two.example.org/MX", "two.example.org. 300 IN MX 1 mx.example.org.");
        DnsClient client = client(settings(server.address(), second.address()).withTimeout(Duration.ofSeconds(2)));
        assertThat(done(client.mx("one.example.org")).records()).hasSize(1);
        assertThat(done(client.mx("two.example.org")).records()).hasSize(1);
        assertThat(server.asked()).containsExactly("udp one.example.org/MX");
    }

    @Test
    void lostQuestionIsAskedAgain() {
        AtomicInteger count = new AtomicInteger();
        server.on(
                "example.org/MX",
                (query, overTcp) -> count.incrementAndGet() == 1
                        ? List.of()
                        : List.of(reply(query, Rcode.NOERROR, "example.org. 300 IN MX 1 mx.example.org.")
                                .toWire()));
        assertThat(done(client(settings(server.address()).withTimeout(Duration.ofSeconds(2)))
                                .mx("example.org"))
                        .records())
                .hasSize(1);
    }

    @Test
    void silenceEndsAtTheDeadline() {
        server.on("example.org/MX", (query, overTcp) -> List.of());
        DnsClient client = client(settings(server.address()).withTimeout(Duration.ofMillis(300)));
        assertThat(failure(done(client.mx("example.org")))).containsAnyOf("no answer", "in time");
    }

    @Test
    void whileNoResolverAnswersNothingIsAsked() {
        AtomicBoolean there = new AtomicBoolean();
        server.on(
                "./NS",
                (query, overTcp) -> there.get()
                        ? List.of(reply(query, Rcode.NOERROR, ". 300 IN NS a.root-servers.net.")
                                .toWire())
                        : List.of());
        for (int i = 0; i < 40; i++) {
            server.on("d" + i + ".example/MX", (query, overTcp) -> List.of());
        }
        server.records("alive.example/MX", "alive.example. 300 IN MX 1 mx.alive.example.");
        DnsClient client = client(settings(server.address()).withTimeout(Duration.ofMillis(300)));
        for (int i = 0; i < 10; i++) {
            assertThat(failure(done(client.mx("d" + i + ".example")))).containsAnyOf("no answer", "in time");
        }
        Awaitility.await()
                .until(() -> failure(done(client.mx("cut" + server.asked().size() + ".example")))
                        .endsWith("no resolver answers"));
        int asked = server.asked().size();
        for (int i = 10; i < 40; i++) {
            assertThat(failure(done(client.mx("d" + i + ".example")))).endsWith("no resolver answers");
        }
        assertThat(server.asked()).hasSize(asked);
        there.set(true);
        Awaitility.await().until(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
            return done(client.mx("alive.example")).definite();
        });
    }

    @Test
    void silentServersOfZonesAreNoReasonNotToAsk() {
        for (int i = 0; i < 12; i++) {
            server.on("d" + i + ".example/MX", (query, overTcp) -> List.of());
        }
        server.records("alive.example/MX", "alive.example. 300 IN MX 1 mx.alive.example.");
        DnsClient client = client(settings(server.address()).withTimeout(Duration.ofMillis(300)));
        for (int i = 0; i < 12; i++) {
            assertThat(failure(done(client.mx("d" + i + ".example")))).containsAnyOf("no answer", "in time");
        }
        assertThat(done(client.mx("alive.example")).definite()).isTrue();
    }

    @Test
    void noServerAtAllIsATemporaryFailure() throws IOException {
        int free;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        DnsClient client = client(settings(new InetSocketAddress(InetAddress.getLoopbackAddress(), free)));
        assertThat(failure(done(client.mx("example.org")))).startsWith("MX of example.org: 127.0.0.1");
    }

    @Test
    void forgedIdentifierIsNotBelieved() {
        AtomicInteger count = new AtomicInteger();
        server.on("example.org/MX", (query, overTcp) -> {
            boolean forge = count.incrementAndGet() <= 2;
            Message reply = reply(
                    query, Rcode.NOERROR, "example.org. 300 IN MX 1 " + (forge ? "evil" : "mx") + ".example.org.");
            reply.getHeader()
                    .setID(
                            forge
                                    ? query.getHeader().getID() ^ 1
                                    : query.getHeader().getID());
            return List.of(reply.toWire());
        });
        assertThat(done(client().mx("example.org")).records()).containsExactly(new MxRecord(1, "mx.example.org"));
    }

    @Test
    void answerToAnotherQuestionIsNotBelieved() {
        server.on("example.org/MX", (query, overTcp) -> {
            Message reply = reply(query, Rcode.NOERROR, "example.net. 300 IN MX 1 evil.example.org.");
            reply.removeAllRecords(Section.QUESTION);
            reply.addRecord(
                    org.xbill.DNS.Record.newRecord(org.xbill.DNS.Name.fromConstantString("example.net."), 15, 1),
                    Section.QUESTION);
            return List.of(reply.toWire());
        });
        assertThat(failure(done(client().mx("example.org")))).isNotEmpty();
    }

    @Test
    void garbageIsNotBelieved() {
        server.on("example.org/MX", (query, overTcp) -> {
            byte[] good = reply(query, Rcode.NOERROR, "example.org. 300 IN MX 1 mx.example.org.")
                    .toWire();
            good[7] = 99;
            return List.of(good);
        });
        server.on("short.example.org/MX", (query, overTcp) -> List.of(new byte[] {1, 2, 3}));
        server.on("headless.example.org/MX", (query, overTcp) -> {
            Message reply = new Message(query.getHeader().getID());
            reply.getHeader().setFlag(Flags.QR);
            return List.of(reply.toWire());
        });
        DnsClient client = client();
        assertThat(failure(done(client.mx("example.org")))).isNotEmpty();
        assertThat(failure(done(client.mx("short.example.org")))).isNotEmpty();
        assertThat(failure(done(client.mx("headless.example.org")))).isNotEmpty();
    }

    @Test
    void answersAreKeptForTheirTime() {
        server.records("example.org/MX", "example.org. 300 IN MX 1 mx.example.org.");
        DnsClient client = client();
        done(client.mx("example.org"));
        advance(100);
        assertThat(client.mx("EXAMPLE.org").toCompletableFuture()).isCompleted();
        assertThat(done(client.mx("example.org")))
                .isInstanceOfSatisfying(
                        DnsAnswer.Found.class, found -> assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(200)));
        assertThat(server.asked()).hasSize(1);
        advance(201);
        done(client.mx("example.org"));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void answersWithoutTimeAreNotKept() {
        server.records("example.org/MX", "example.org. 0 IN MX 1 mx.example.org.");
        DnsClient client = client();
        done(client.mx("example.org"));
        advance(1);
        done(client.mx("example.org"));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void absenceIsKeptAsLongAsTheZoneSays() {
        server.missing("example.org/MX", "--", SOA);
        server.missing("unsaid.example.org/MX");
        DnsClient client = client();
        done(client.mx("example.org"));
        advance(299);
        done(client.mx("example.org"));
        assertThat(server.asked()).hasSize(1);
        advance(2);
        done(client.mx("example.org"));
        assertThat(server.asked()).hasSize(2);
        done(client.mx("unsaid.example.org"));
        advance(1);
        done(client.mx("unsaid.example.org"));
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void failuresAreForgottenSoon() {
        server.error("example.org/MX", Rcode.SERVFAIL);
        DnsClient client = client();
        done(client.mx("example.org"));
        done(client.mx("example.org"));
        assertThat(server.asked()).hasSize(1);
        server.records("example.org/MX", "example.org. 300 IN MX 1 mx.example.org.");
        advance(6);
        assertThat(done(client.mx("example.org")).records()).hasSize(1);
    }

    @Test
    void theSameQuestionIsAskedOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.on("example.org/MX", (query, overTcp) -> {
            asked.countDown();
            await(go);
            return List.of(reply(query, Rcode.NOERROR, "example.org. 0 IN MX 1 mx.example.org.")
                    .toWire());
        });
        DnsClient client = client();
        List<CompletionStage<DnsAnswer<MxRecord>>> stages = new ArrayList<>();
        stages.add(client.mx("example.org"));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 50; i++) {
            stages.add(client.mx("example.org"));
        }
        go.countDown();
        for (CompletionStage<DnsAnswer<MxRecord>> stage : stages) {
            assertThat(done(stage).records()).hasSize(1);
        }
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void manyQuestionsAtOnceAreAllAnswered() {
        List<CompletionStage<DnsAnswer<InetAddress>>> stages = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            server.records("h" + i + ".example.org/A", "h" + i + ".example.org. 300 IN A 192.0.2.1");
        }
        DnsClient client = client(settings(server.address()).withTimeout(Duration.ofSeconds(60)));
        for (int i = 0; i < 2_000; i++) {
            stages.add(client.addresses4("h" + i + ".example.org"));
        }
        stages.forEach(stage -> assertThat(done(stage).records()).hasSize(1));
    }

    @Test
    void answersNeverComeOnTheSelectorThread() {
        server.records("example.org/MX", "example.org. 300 IN MX 1 mx.example.org.");
        server.on(
                "held.example.org/MX",
                (query, overTcp) -> List.of(reply(query, Rcode.SERVFAIL).toWire()));
        DnsClient client = client();
        for (String name : List.of("example.org", "held.example.org")) {
            CompletionStage<DnsAnswer<MxRecord>> stage = client.mx(name);
            String thread = stage.thenApply(answer -> Thread.currentThread().getName())
                    .toCompletableFuture()
                    .join();
            assertThat(thread).doesNotContain("NIO").doesNotContain("DelayScheduler");
        }
    }

    @Test
    void onlyAResolverOnThisHostIsTrusted() throws IOException {
        server.on("example.org/MX", (query, overTcp) -> {
            Message reply = reply(query, Rcode.NOERROR, "example.org. 300 IN MX 1 mx.example.org.");
            reply.getHeader().setFlag(Flags.AD);
            return List.of(reply.toWire());
        });
        assertThat(done(client().mx("example.org")).secure()).isTrue();
        assertThat(done(client(settings(server.address()).withDnssec(Dnssec.OFF))
                                .mx("example.org"))
                        .secure())
                .isFalse();
    }

    @Test
    void forwarderOfContainersIsNotTrusted() throws IOException {
        SmallDnsServer docker = new SmallDnsServer(address("127.0.0.11"));
        open.add(docker);
        docker.on("example.org/MX", (query, overTcp) -> {
            Message reply = reply(query, Rcode.NOERROR, "example.org. 300 IN MX 1 mx.example.org.");
            reply.getHeader().setFlag(Flags.AD);
            return List.of(reply.toWire());
        });
        DnsAnswer<MxRecord> answer = done(client(settings(docker.address())).mx("example.org"));
        assertThat(answer.records()).hasSize(1);
        assertThat(answer.secure()).isFalse();
    }

    @Test
    void whoDeniesEvenTheRootIsNotBelieved() {
        server.missing("example.org/MX").missing("./NS");
        server.records("example.net/MX", "example.net. 300 IN MX 1 mx.example.net.");
        DnsClient client = client();
        assertThat(failure(done(client.mx("example.org")))).contains("does not know the root");
        assertThat(done(client.probe())).isInstanceOf(DnsAnswer.TemporaryFailure.class);
        done(client.mx("example.net"));
        advance(6);
        assertThat(done(client.mx("example.org"))).isInstanceOf(DnsAnswer.NoSuchDomain.class);
    }

    @Test
    void probeIsNeverFromMemory() {
        DnsClient client = client();
        assertThat(done(client.probe()).records()).containsExactly("a.root-servers.net");
        server.error("./NS", Rcode.SERVFAIL);
        assertThat(failure(done(client.probe()))).contains("SERVFAIL");
    }

    @Test
    void mutilatedAnswersNeverEndALookUp() {
        Random random = new Random(7);
        server.on("example.org/MX", (query, overTcp) -> {
            Message reply = reply(
                    query,
                    Rcode.NOERROR,
                    "example.org. 0 IN CNAME b.example.org.",
                    "b.example.org. 0 IN MX 1 mx.example.org.",
                    "b.example.org. 0 IN TXT \"text\"",
                    "--",
                    SOA);
            byte[] octets = reply.toWire(65_535);
            for (int i = 0; i < 3; i++) {
                octets[2 + random.nextInt(octets.length - 2)] = (byte) random.nextInt();
            }
            return List.of(Arrays.copyOf(octets, 3 + random.nextInt(octets.length - 3)));
        });
        DnsClient client = client(settings(server.address()).withTimeout(Duration.ofMillis(200)));
        for (int i = 0; i < 60; i++) {
            assertThat(done(client.mx("example.org"))).isNotNull();
            advance(86_500);
        }
    }

    @Test
    void anAliasIsNoMoreCertainThanItsTarget() {
        server.on("www.example.org/A", (query, overTcp) -> {
            Message reply = reply(query, Rcode.NOERROR, "www.example.org. 300 IN CNAME a.example.net.");
            reply.getHeader().setFlag(Flags.AD);
            return List.of(reply.toWire());
        });
        server.records("a.example.net/A", "a.example.net. 300 IN A 192.0.2.1");
        assertThat(done(client().addresses4("www.example.org")).secure()).isFalse();
    }

    @Test
    void aClosedClientFails() {
        DnsClient client = client();
        client.close();
        assertThat(failure(done(client.mx("example.org")))).contains("closed");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void advance(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private DnsClient client() {
        return client(settings(server.address()));
    }

    private DnsSettings settings(InetSocketAddress... servers) {
        return DnsSettings.defaults().withServers(List.of(servers)).withTimeout(Duration.ofSeconds(20));
    }

    private DnsClient client(DnsSettings settings) {
        try {
            DnsClient client = new DnsClient(settings, nanos::get);
            open.add(client);
            return client;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String failure(DnsAnswer<?> answer) {
        assertThat(answer).isInstanceOf(DnsAnswer.TemporaryFailure.class);
        return ((DnsAnswer.TemporaryFailure<?>) answer).reason();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
