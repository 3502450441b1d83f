package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.common.config.ConfigException;
import org.posthaste.common.config.ConfigFile;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;

class SuiteConfigTest {
    private static SuiteConfig parse(String text, Map<String, String> environment) {
        return ConfigFile.parse("posthaste.yaml", text, SuiteConfig.class, environment)
                .value();
    }

    @Test
    void standardPortsOnAllAddressesUnlessToldOtherwise() {
        List<ListenerConfig> listeners = parse("", Map.of()).listeners();
        assertThat(listeners)
                .extracting(ListenerConfig::name)
                .containsExactly("smtp", "submission", "submissions", "imap", "imaps", "pop3", "pop3s");
        assertThat(listeners)
                .extracting(listener -> listener.address().getPort())
                .containsExactly(25, 587, 465, 143, 993, 110, 995);
        assertThat(listeners)
                .allMatch(listener -> listener.address().getAddress().isAnyLocalAddress());
        assertThat(listeners.get(2).tls()).isEqualTo(TlsMode.IMPLICIT);
        assertThat(listeners.get(0).tls()).isEqualTo(TlsMode.STARTTLS);
    }

    @Test
    void offsetMovesEveryPortAndZeroSwitchesOff() {
        SuiteConfig config = parse("portOffset: 10000\nports: {pop3: 0, pop3s: 0, lmtp: 24}", Map.of());
        assertThat(config.listeners("pop3")).isEmpty();
        assertThat(config.listeners("smtp"))
                .extracting(listener -> listener.address().getPort())
                .containsExactly(10025, 10587, 10465, 10024);
    }

    @Test
    void bothWildcardsAreOneSocketAndOtherAddressesOneEach() {
        assertThat(parse("bind: [0.0.0.0, '::']", Map.of()).listeners("imap")).hasSize(2);
        assertThat(parse("bind: [127.0.0.1, '::1', 127.0.0.1]", Map.of()).listeners("imap"))
                .hasSize(4);
        assertThat(parse("bind: [127.0.0.1, 0.0.0.0]", Map.of()).listeners("imap"))
                .hasSize(2)
                .allMatch(listener -> listener.address().getAddress().isAnyLocalAddress());
    }

    @Test
    void environmentIsAboveTheFile() {
        SuiteConfig config = parse(
                "hostname: a.example.org",
                Map.of("POSTHASTE_HOSTNAME", "B.example.org", "POSTHASTE_PORTS_SMTP", "2525", "POSTHASTE_HEAP", "1g"));
        assertThat(config.hostname()).isEqualTo("b.example.org");
        assertThat(config.ports().smtp()).isEqualTo(2525);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hostname: 'not a name'|is not a host name",
                "portOffset: -1|portOffset is not between",
                "portOffset: 65000|portOffset is not between",
                "ports: {smtp: 65536}|is not a port",
                "ports: {smtp: 143}|twice",
                "bind: [localhost]|is not an address",
                "bind: [300.1.1.1]|is not an address",
                "tls: {certificate: /a}|together",
                "smtp: {maxRecipients: 5}|maxRecipients must be at least 100",
                "limits: {workers: 0}|at least 1",
                "relay: {trusted: [0.0.0.0/0]}|would let strangers send",
                "relay: {trusted: ['::/0']}|would let strangers send",
                "relay: {trusted: [128.0.0.0/1]}|would let strangers send",
                "relay: {trusted: [printer.example.org]}|not a network",
                "dns: {servers: [resolver.example.org]}|not the address of a resolver",
                "dns: {timeout: 1ms}|timeout must be between",
                "dns: {dnssec: maybe}|is none of validate, trust-resolver, off",
                "smtp: {senderDomain: maybe}|is none of reject, if-certain, off",
                "verify: {exempt: [mx.example.org]}|not a network",
                "verify: {trustedForwarders: [not a name]}|is not a domain",
                "verify: {authservId: 'a; b'}|is not a host name",
                "log: {format: xml}|is none of text, json"
            })
    void wrongValuesAreRefusedWithTheirPlace(String text, String complaint) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> parse(text, Map.of()));
        assertThat(refused.problems()).hasSize(1);
        assertThat(refused.problems().get(0)).startsWith("posthaste.yaml:1:").contains(complaint);
    }

    @Test
    void nobodyIsTrustedUnlessNamed() {
        assertThat(parse("", Map.of()).relay().trustedNetworks()).isEmpty();
        RelayConfig relay = parse(
                        "relay: {trusted: [127.0.0.0/8, 10.1.0.0/16, 203.0.113.0/24, '2001:db8::/48']}", Map.of())
                .relay();
        assertThat(relay.trustedNetworks()).hasSize(4);
        assertThat(relay.publicNetworks()).containsExactly("203.0.113.0/24", "2001:db8::/48");
    }

    @Test
    void whatAllAreToldOfTheServerIsConfigured() {
        SuiteConfig.Imap imap = parse("imap: {admin: \"mailto:postmaster@example.org\", comment: Ours}", Map.of())
                .imap();
        assertThat(imap.admin()).contains("mailto:postmaster@example.org");
        assertThat(imap.comment()).contains("Ours");
        assertThat(catchThrowableOfType(ConfigException.class, () -> parse("imap: {admin: postmaster}", Map.of())))
                .hasMessageContaining("URI");
    }

    @Test
    void imapTellsOfUidOnlyOnRequestOnlyAndKnowsLimitsOfMessages() {
        assertThat(parse("imap: {}", Map.of()).imap().announce()).isEmpty();
        SuiteConfig.Imap imap = parse("imap: {announce: [uidonly], messageLimit: 5000, saveLimit: 1000}", Map.of())
                .imap();
        assertThat(imap.announce()).containsExactly("UIDONLY");
        assertThat(imap.messageLimit()).isEqualTo(5000);
        assertThat(imap.saveLimit()).isEqualTo(1000);
        assertThat(catchThrowableOfType(ConfigException.class, () -> parse("imap: {announce: [IDLE]}", Map.of())))
                .hasMessageContaining("UIDONLY");
        assertThat(catchThrowableOfType(ConfigException.class, () -> parse("imap: {messageLimit: 10}", Map.of())))
                .hasMessageContaining("1000");
    }
}
