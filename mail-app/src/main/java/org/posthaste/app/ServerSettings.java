package org.posthaste.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.dns.DnsSettings;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.sasl.AuthSettings;
import org.posthaste.common.sasl.TokenSettings;
import org.posthaste.common.tls.CertificateFiles;
import org.posthaste.common.tls.TlsSettings;
import org.posthaste.imap.session.ImapConfig;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.pop3.Pop3Config;
import org.posthaste.pop3.session.Pop3Environment.Times;
import org.posthaste.smtp.queue.QueueSettings;
import org.posthaste.smtp.relay.RelaySettings;
import org.posthaste.smtp.session.SmtpConfig;

/**
 * The configuration as each part of the suite wants it. A value; thread-safe.
 *
 * @param config what the administrator set
 * @param folder where relative paths begin
 */
record ServerSettings(SuiteConfig config, DataFolder folder) {
    private static final Duration BEFORE_LOGIN = Duration.ofMinutes(5);

    StoreConfig store(Clock clock) {
        return StoreConfig.of(folder.store())
                .withClock(clock)
                .withRetention(config.store().keepExpunged(), config.store().keepJournal());
    }

    TlsSettings tls() {
        List<CertificateFiles> files = new ArrayList<>();
        SuiteConfig.Tls tls = config.tls();
        tls.certificate().ifPresent(certificate -> tls.key()
                .ifPresent(key -> files.add(new CertificateFiles(resolved(certificate), resolved(key)))));
        tls.others()
                .forEach(
                        other -> files.add(new CertificateFiles(resolved(other.certificate()), resolved(other.key()))));
        return new TlsSettings(files, folder.tls(), config.hostname(), List.of(folder.imported(), folder.acme()));
    }

    private Path resolved(Path path) {
        return folder.root().resolve(path);
    }

    AuthSettings logins() {
        return AuthSettings.defaults().withSaltKey(SecretFile.of(folder.loginKey()));
    }

    Optional<TokenSettings> tokens() {
        return config.oauth().settings(folder.root());
    }

    DnsSettings dns() {
        return config.dns().settings(folder.root());
    }

    TransportLimits limits() {
        SuiteConfig.Limits limits = config.limits();
        return new TransportLimits(
                limits.connections(),
                limits.connectionsPerAddress(),
                limits.connectionsPerUser(),
                BEFORE_LOGIN,
                limits.workers());
    }

    SmtpConfig smtp() {
        SmtpConfig.OverQuota overQuota =
                switch (config.smtp().overQuota()) {
                    case TRY_LATER -> SmtpConfig.OverQuota.TRY_LATER;
                    case FOR_GOOD -> SmtpConfig.OverQuota.FOR_GOOD;
                };
        SmtpConfig.SenderDomain senderDomain =
                switch (config.smtp().senderDomain()) {
                    case REJECT -> SmtpConfig.SenderDomain.REJECT;
                    case IF_CERTAIN -> SmtpConfig.SenderDomain.IF_CERTAIN;
                    case OFF -> SmtpConfig.SenderDomain.OFF;
                };
        return SmtpConfig.defaults(config.hostname())
                .withLimits(SmtpConfig.Limits.defaults()
                        .withMessageSize(config.smtp().maxMessageSize().octets())
                        .withRecipients(config.smtp().maxRecipients()))
                .withOverQuota(overQuota)
                .withSenderDomain(senderDomain)
                .withVerification(config.verify().settings(config.hostname()))
                .withOutside(SmtpConfig.Outside.defaults()
                        .withTrusted(config.relay().trustedNetworks())
                        .withLimits(config.relay().limits().sendLimits())
                        .withRewritingKey(SecretFile.of(folder.forwardingKey())));
    }

    RelaySettings relay() {
        return RelaySettings.of(config.hostname()).withPort(config.relay().port());
    }

    QueueSettings queue() {
        QueueConfig queue = config.queue();
        RelayConfig relay = config.relay();
        return new QueueSettings(
                new QueueSettings.Retry(queue.firstRetry(), queue.longestRetry(), queue.delayNotice(), queue.expiry()),
                queue.suppress(),
                QueueSettings.Limits.STANDARD.withConnections(relay.connections(), relay.connectionsPerDestination()));
    }

    ImapConfig imap() {
        Map<String, String> annotations = new HashMap<>();
        config.imap().comment().ifPresent(text -> annotations.put("/shared/comment", text));
        config.imap().admin().ifPresent(uri -> annotations.put("/shared/admin", uri));
        return ImapConfig.defaults(config.hostname())
                .withMaxMessageSize(config.smtp().maxMessageSize().octets())
                .withAnnouncement(new ImapConfig.Announcement(
                        Set.copyOf(config.imap().hide()),
                        Set.copyOf(config.imap().announce())))
                .withMessageLimits(new ImapConfig.MessageLimits(
                        config.imap().messageLimit(), config.imap().saveLimit()))
                .withIdleTimeout(config.imap().idleTimeout())
                .withAnnotations(annotations);
    }

    Pop3Config pop3() {
        Pop3Config usual = new Pop3Config(config.hostname(), config.listeners("pop3"));
        return new Pop3Config(
                config.hostname(),
                config.listeners("pop3"),
                limits(),
                new Times(
                        usual.times().loginIdle(),
                        config.pop3().idleTimeout(),
                        usual.times().lockWait(),
                        usual.times().badCommands(),
                        usual.times().failedLogins()));
    }
}
