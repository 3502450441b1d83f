package org.posthaste.app.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.posthaste.app.HostFacts;
import org.posthaste.app.admin.Json;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.smtp.sign.DomainKey;
import org.posthaste.smtp.sign.DomainKey.State;
import org.posthaste.smtp.verify.dkim.SigningKey.Algorithm;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The records a domain should have, and the forms they are written in: read back by another's reader of zone files, and compared with files line by line. */
class DomainRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static HostRecords host(String name, String... addresses) {
        return new HostRecords(
                name,
                List.of(addresses).stream().map(HostFacts::numeric).toList(),
                List.of(),
                List.of(
                        new HostRecords.Service("_submissions._tcp", 0, 465),
                        new HostRecords.Service("_imaps._tcp", 0, 993),
                        new HostRecords.Service("_pop3s._tcp", 20, 995)),
                List.of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                MtaStsPolicyText.of(name, MtaStsPolicyText.Mode.ENFORCE),
                List.of("letsencrypt.org"),
                HostRecords.DmarcPolicy.QUARANTINE,
                "");
    }

    private static DomainKey key(String domain, String selector, Algorithm algorithm, State state, Instant since) {
        return new DomainKey(
                domain,
                selector,
                algorithm,
                state,
                since,
                since,
                (algorithm == Algorithm.RSA_SHA256 ? "MIIBIj".repeat(65) : "b".repeat(42)) + "==",
                Path.of(selector + ".pem"));
    }

    private static DomainRecords usual() {
        return DomainRecords.of(
                "example.org",
                host("mail.example.org", "192.0.2.1", "2001:db8::1"),
                List.of(
                        key("example.org", "20261121r", Algorithm.RSA_SHA256, State.SIGNING, NOW),
                        key("example.org", "20261121e", Algorithm.ED25519_SHA256, State.SIGNING, NOW)),
                NOW);
    }

    /** As an administrator includes it. */
    private static List<Record> loaded(DomainRecords records) throws IOException {
        Name origin = Name.fromString(records.domain() + ".");
        String zone =
                "@ 300 IN SOA ns.example.com. admin.example.com. 1 3600 600 86400 60\n@ 300 IN NS ns.example.com.\n"
                        + ZoneText.of(records);
        List<Record> found = new ArrayList<>();
        try (Master master = new Master(new ByteArrayInputStream(zone.getBytes(StandardCharsets.US_ASCII)), origin)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                assertThat(record.getName().subdomain(origin)).as("%s", record).isTrue();
                found.add(record);
            }
        }
        return found;
    }

    private static String value(Record record) {
        return record instanceof TXTRecord text
                ? String.join("", text.getStrings())
                : record.rdataToString().toLowerCase(java.util.Locale.ROOT);
    }

    private static Set<String> lines(DomainRecords records) throws IOException {
        return loaded(records).stream()
                .filter(record -> record.getType() != Type.SOA && record.getType() != Type.NS)
                .map(record -> record.getName() + " " + record.getTTL() + " " + Type.string(record.getType()) + " "
                        + value(record))
                .collect(Collectors.toSet());
    }

    private static Set<String> expected(DomainRecords records) {
        return records.inZone()
                .map(record -> record.name() + " " + record.ttl() + " " + record.type() + " "
                        + (record.type().equals("AAAA") ? "2001:db8:0:0:0:0:0:1" : record.value()))
                .collect(Collectors.toSet());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DomainRecordsTest.class.getResourceAsStream("/records/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void zoneHoldsEveryRecordThatBelongsThere() throws IOException {
        assertThat(lines(usual())).isEqualTo(expected(usual()));
        assertThat(usual().records().stream().map(ExpectedRecord::purpose).distinct())
                .containsExactlyInAnyOrder(Purpose.values());
    }

    @Test
    void longTextIsSplitInTheZoneAndWholeElsewhere() throws IOException {
        assertThat(ZoneText.of(usual())).contains("MII\" \"BIj").doesNotContain("\"\"");
        assertThat(FormText.of(usual()).lines().filter(line -> line.contains("k=rsa")))
                .noneMatch(line -> line.contains("\""));
        assertThat(loaded(usual()).stream()
                        .filter(TXTRecord.class::isInstance)
                        .map(record -> ((TXTRecord) record).getStrings())
                        .flatMap(List::stream))
                .allMatch(text -> text.length() <= 255);
    }

    @Test
    void textsAreAsTheyWere() throws IOException {
        assertThat(ZoneText.of(usual())).isEqualTo(resource("zone.txt"));
        assertThat(FormText.of(usual())).isEqualTo(resource("form.txt"));
        assertThat(Json.pretty(RecordJson.of(usual().records())) + "\n").isEqualTo(resource("records.json"));
    }

    @Test
    void recordsOfAHostInAnotherDomainAreOnlyTold() throws IOException {
        DomainRecords records = DomainRecords.of("example.org", host("mx.example.net", "192.0.2.1"), List.of(), NOW);
        assertThat(lines(records))
                .isEqualTo(expected(records))
                .anyMatch(line -> line.contains("MX 10 mx.example.net."));
        assertThat(ZoneText.of(records))
                .contains(";   mx.example.net. IN A 192.0.2.1\n")
                .contains(";   _25._tcp.mx.example.net. IN TLSA 3 1 1 0123")
                .contains(";   1.2.0.192.in-addr.arpa. IN PTR mx.example.net.\n")
                .contains("; NOTE: The domain has no keys yet");
        assertThat(FormText.of(records)).contains("In the zone that the host mx.example.net is in:");
    }

    @Test
    void hostThatIsTheDomainHasOneSenderPolicyOnly() throws IOException {
        DomainRecords records = DomainRecords.of("example.org", host("example.org", "192.0.2.1"), List.of(), NOW);
        assertThat(lines(records)).isEqualTo(expected(records)).contains("example.org. 3600 A 192.0.2.1");
        assertThat(records.records().stream().filter(record -> record.value().startsWith("v=spf1")))
                .singleElement()
                .extracting(ExpectedRecord::value)
                .isEqualTo("v=spf1 mx -all");
    }

    @Test
    void domainOfOtherScriptsIsWrittenInALabels() throws IOException {
        DomainRecords records = DomainRecords.of(
                "xn--bcher-kva.example", host("mail.xn--bcher-kva.example", "192.0.2.1"), List.of(), NOW);
        assertThat(lines(records)).isEqualTo(expected(records));
    }

    @Test
    void keysArePublishedUntilNobodyNeedsThemAndThenNamed() {
        List<DomainKey> keys = List.of(
                key("example.org", "old", Algorithm.RSA_SHA256, State.RETIRED, NOW.minus(Duration.ofDays(8))),
                key("example.org", "last", Algorithm.RSA_SHA256, State.RETIRED, NOW.minus(Duration.ofDays(6))),
                key("example.org", "now", Algorithm.RSA_SHA256, State.SIGNING, NOW),
                key("example.org", "next", Algorithm.RSA_SHA256, State.WAITING, NOW));
        DomainRecords records = DomainRecords.of("example.org", host("mail.example.org"), keys, NOW);
        assertThat(records.records().stream()
                        .filter(record -> record.purpose() == Purpose.DKIM)
                        .map(ExpectedRecord::name))
                .containsExactly(
                        "last._domainkey.example.org.", "now._domainkey.example.org.", "next._domainkey.example.org.");
        assertThat(records.notes())
                .anyMatch(note -> note.contains("old._domainkey.example.org is needed no more"))
                .anyMatch(note -> note.contains("--address"));
    }

    @Test
    void policyIdChangesWithThePolicyOnly() {
        MtaStsPolicyText policy = MtaStsPolicyText.of("mail.example.org", MtaStsPolicyText.Mode.ENFORCE);
        assertThat(policy.text())
                .isEqualTo("version: STSv1\r\nmode: enforce\r\nmx: mail.example.org\r\nmax_age: 604800\r\n");
        assertThat(policy.id())
                .matches("[a-z0-9]{1,32}")
                .isEqualTo(
                        MtaStsPolicyText.of("mail.example.org", policy.mode()).id());
        assertThat(policy.provisional().id()).isNotEqualTo(policy.id());
    }

    @Test
    void addressesAreWrittenShort() {
        assertThat(List.of("2001:db8:0:0:1:0:0:1", "::1", "2001:db8::", "1:0:2:3:4:5:6:7", "192.0.2.1").stream()
                        .map(text -> AddressText.of(HostFacts.numeric(text))))
                .containsExactly("2001:db8::1:0:0:1", "::1", "2001:db8::", "1:0:2:3:4:5:6:7", "192.0.2.1");
        assertThat(List.of("10.1.2.3", "100.64.0.1", "192.168.1.1", "fd00::1", "fe80::1", "127.0.0.1", "::").stream()
                        .map(HostFacts::numeric))
                .noneMatch(HostFacts::isPublic);
    }
}
