package org.posthaste.smtp.relay.tls;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;

/** Everything that finds policies, over a DNS in memory, a real store, and an authority of the test's own. */
final class PolicyRig implements AutoCloseable {
    static final TestAuthority KNOWN = TestAuthority.root("Known Authority");
    static final String DOMAIN = "example.com";
    static final String HOST = "mx.example.com";
    static final TlsPeer PEER = new TlsPeer(DOMAIN, HOST, 25, true);

    final TestStore store;
    final FakeDns dns = new FakeDns();
    final PolicyHost policyHost = new PolicyHost();
    final PolicyVerifier verifier;
    final StsPolicies sts;
    final TlsCounter counter;
    final TlsResults results;
    final TlsPolicies policies;

    PolicyRig() {
        this(TestStores.open());
    }

    PolicyRig(TestStore store) {
        this.store = store;
        // Certificates are made by the real clock.
        Clock clock = Clock.systemUTC();
        PublicTrust trust = new PublicTrust(() -> PublicTrust.of(PolicyHost.trusting(KNOWN)), clock);
        verifier = new PolicyVerifier(new DaneVerifier(clock), trust);
        HttpClient client = policyHost.client(KNOWN);
        sts = new StsPolicies(
                dns,
                new StsFetcher(() -> client, policyHost::address, Duration.ofSeconds(5)),
                store.store().tlsRecords(),
                store.clock(),
                Duration.ofSeconds(20));
        counter = new TlsCounter(store.store().tlsRecords(), store.clock());
        results = new TlsResults(counter, verifier, store.store().journal(), store.clock());
        policies = new TlsPolicies(dns, sts, new ClientContexts(verifier), results);
        sts.load();
        dns.mx(DOMAIN, 10, HOST).address(HOST, "192.0.2.1").secure(DOMAIN, HOST);
    }

    /** The policy for mail without wishes. */
    TlsPolicy policy() {
        return policy(PEER, TlsMode.AUTOMATIC, MessageOptions.Tls.BY_POLICY);
    }

    TlsPolicy policy(TlsPeer peer, TlsMode mode, MessageOptions.Tls demand) {
        try {
            return policies.policyFor(peer, mode, demand).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A TLSA record that DNSSEC proves. */
    PolicyRig tlsa(int usage, int selector, int matching, byte[] data) {
        String name = "_25._tcp." + HOST;
        dns.tlsa(name, new TlsaRecord(usage, selector, matching, data)).secure(name);
        return this;
    }

    /** One for a certificate. */
    PolicyRig tlsa(int usage, int selector, int matching, X509Certificate certificate) {
        return tlsa(usage, selector, matching, association(selector, matching, certificate));
    }

    static byte[] association(int selector, int matching, X509Certificate certificate) {
        try {
            byte[] whole = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            return switch (matching) {
                case 0 -> whole;
                case 1 -> MessageDigest.getInstance("SHA-256").digest(whole);
                default -> MessageDigest.getInstance("SHA-512").digest(whole);
            };
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes an MTA-STS policy. */
    PolicyRig sts(String id, String... lines) {
        policyHost.body = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
        dns.remove("_mta-sts." + DOMAIN).txt("_mta-sts." + DOMAIN, "v=STSv1; id=" + id + ";");
        return this;
    }

    @Override
    public void close() {
        policyHost.close();
        store.close();
    }
}
