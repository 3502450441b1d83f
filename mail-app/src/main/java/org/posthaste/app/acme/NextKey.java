package org.posthaste.app.acme;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.posthaste.app.DataFolder;
import org.posthaste.app.acme.LineageState.Time;
import org.posthaste.app.acme.LineageState.Word;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.common.tls.CertificateBundle;
import org.posthaste.common.tls.CertificateFiles;
import org.posthaste.common.tls.KeyPairFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which key a certificate is made for. It stays the same through all renewals, so that what the DNS promises (TLSA "3 1
 * 1") stays true; another key is used only when the DNS has had its record for long enough (RFC 7671 §8.1), or promises
 * nothing. Confined to one thread.
 */
final class NextKey {
    private static final Logger LOG = LoggerFactory.getLogger(NextKey.class);
    private static final int DANE_EE = 3;
    private static final Duration LONGEST_TTL = Duration.ofDays(1);
    private static final Duration CHECK = Duration.ofMinutes(10);

    private final DnsResolver dns;
    private final DataFolder folder;
    private final String hostname;

    NextKey(DnsResolver dns, DataFolder folder, String hostname) {
        this.dns = dns;
        this.folder = folder;
        this.hostname = hostname;
    }

    /** True if there is another key than that of the certificate at hand, and it may be used. */
    boolean ready(Lineage lineage, Optional<CertificateBundle> held, LineageState state, Instant now)
            throws IOException {
        Path file = lineage.nextKey(folder.acme());
        if (held.isEmpty() || !Files.exists(file)) {
            return false;
        }
        if (!lineage.host() || state.has(Word.NEXT_KEY_NOW)) {
            return true;
        }
        String digest = CertificateBundle.tlsaDigest(KeyPairFile.read(file).getPublic());
        DnsAnswer<TlsaRecord> answer =
                dns.tlsa("_25._tcp." + hostname).toCompletableFuture().join();
        state.set(Time.CHECK_NAMES, now.plus(CHECK));
        if (answer instanceof DnsAnswer.Found<TlsaRecord> found) {
            if (found.records().stream().noneMatch(record -> promises(record, digest))) {
                state.clear(Time.NEXT_KEY_SEEN);
                state.set(
                        Word.NOTE, "the new key waits for its record: _25._tcp." + hostname + ". TLSA 3 1 1 " + digest);
                return false;
            }
            if (state.at(Time.NEXT_KEY_SEEN).isEmpty()) {
                state.set(Time.NEXT_KEY_SEEN, now);
            }
            Duration ttl = found.ttl().compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL : found.ttl();
            Instant ready = state.at(Time.NEXT_KEY_SEEN).orElse(now).plus(ttl.multipliedBy(2));
            state.set(Word.NOTE, ready.isAfter(now) ? "the new key waits until its record is known everywhere" : "");
            return !ready.isAfter(now);
        }
        return answer.definite();
    }

    private static boolean promises(TlsaRecord record, String digest) {
        return record.usage() == DANE_EE
                && record.selector() == 1
                && record.matchingType() == 1
                && HexFormat.of().formatHex(record.data()).equals(digest);
    }

    /** The key that the next certificate is for; made and kept if there is none. */
    KeyPair current(Lineage lineage, Optional<CertificateBundle> held, boolean next) throws IOException {
        if (held.isPresent() && !next) {
            return held.get().keyPair();
        }
        Path file = lineage.nextKey(folder.acme());
        if (!Files.exists(file)) {
            KeyPairFile.write(file, first(lineage));
        }
        return KeyPairFile.read(file);
    }

    /** The host's first certificate has the key of the self-signed one before, whose record may be in the DNS. */
    private KeyPair first(Lineage lineage) {
        if (lineage.host() && lineage.kind() == KeyPairFile.Kind.EC) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.tls(), "self-signed*.crt")) {
                for (Path chain : files) {
                    Path key =
                            chain.resolveSibling(chain.getFileName().toString().replaceAll("\\.crt$", ".key"));
                    CertificateBundle own = CertificateBundle.read(new CertificateFiles(chain, key));
                    if (own.names().contains(hostname)) {
                        return own.keyPair();
                    }
                }
            } catch (IOException e) {
                LOG.debug("no key of a self-signed certificate is kept status={}", e.getMessage());
            }
        }
        return KeyPairFile.generate(lineage.kind());
    }

    /** The certificate is in use: its key is no longer the next one. */
    void used(Lineage lineage, CertificateBundle bundle) throws IOException {
        Path file = lineage.nextKey(folder.acme());
        if (Files.exists(file)
                && KeyPairFile.read(file)
                        .getPublic()
                        .equals(bundle.certificate().getPublicKey())) {
            Files.delete(file);
        }
    }
}
