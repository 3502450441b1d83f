package org.posthaste.smtp;

import java.nio.file.Path;
import java.time.Clock;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.receive.Trust;
import org.posthaste.smtp.report.ReportInbox;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.sign.MessageSigner;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.posthaste.smtp.verify.MessageVerifier;

/** Verification by a DNS of the test's own. */
final class TestTrust {
    private TestTrust() {}

    /** Nothing is signed. */
    static Trust of(DnsResolver dns, Clock clock) {
        return of(dns, Path.of("no-keys"), clock);
    }

    /** Signed with the keys of a folder. */
    static Trust of(DnsResolver dns, Path keys, Clock clock) {
        return new Trust(
                new MessageVerifier("mx.example.org", dns, clock),
                new MessageSigner(DomainKeys.open(keys, clock), clock),
                ArrivalWatcher.NOBODY,
                ReportInbox.NONE);
    }
}
