package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates a server makes for itself: one for its host name, and one for each domain it receives mail for, so
 * that a client sees the name it asked for. None is made anew for the sake of a further name: people have told their
 * mail programs to trust it, and would be asked again. Guarded by its owner's lock.
 */
final class OwnCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificates.class);
    private static final String STEM = "self-signed";
    private static final int LONGEST_NAME = 250;

    private final TlsSettings settings;
    private final Clock clock;

    OwnCertificates(TlsSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param names those it is made for, the first as its subject
     */
    record Own(CertificateFiles files, Set<String> names) {}

    /**
     * Those for the host, the default first; made if there is none yet. A host that got another name gets another
     * certificate, and those who use the old name go on seeing the old one.
     */
    List<Own> forHost() throws IOException {
        String host = settings.hostName().toLowerCase(Locale.ROOT);
        Set<String> names = new LinkedHashSet<>(List.of(host, "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"));
        Own first = made(new Own(files(STEM), names));
        if (Identity.read("", first.files()).names().contains(host)) {
            return List.of(first);
        }
        return List.of(made(new Own(files(STEM + "-" + host), names)), first);
    }

    /** Those for domains: each for the domain and all names directly below it; made if there is none yet. */
    List<Own> forDomains(List<String> domains) throws IOException {
        List<Own> all = new ArrayList<>();
        for (String domain : domains) {
            String name = domain.toLowerCase(Locale.ROOT);
            if (name.length() <= LONGEST_NAME && name.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
                Set<String> names = new LinkedHashSet<>(List.of(name, "*." + name));
                all.add(made(new Own(files(STEM + "-for-" + name), names)));
            }
        }
        return all;
    }

    /** Where those for the host lie if they were made, the default first. */
    static List<CertificateFiles> filesForHost(TlsSettings settings) {
        String host = settings.hostName().toLowerCase(Locale.ROOT);
        return List.of(files(settings, STEM + "-" + host), files(settings, STEM));
    }

    private CertificateFiles files(String stem) {
        return files(settings, stem);
    }

    private static CertificateFiles files(TlsSettings settings, String stem) {
        return new CertificateFiles(
                settings.directory().resolve(stem + ".crt"),
                settings.directory().resolve(stem + ".key"));
    }

    private Own made(Own own) throws IOException {
        if (!Files.exists(own.files().chain()) || !Files.exists(own.files().key())) {
            make(own);
        }
        return own;
    }

    /** Makes one, in place of the one that is there. */
    void make(Own own) throws IOException {
        Files.createDirectories(settings.directory());
        SelfSignedCertificate made = SelfSignedCertificate.make(own.names(), clock.instant());
        PemFiles.write(own.files().key(), made.key());
        PemFiles.write(own.files().chain(), List.of(made.certificate()));
        LOG.info(
                "self-signed certificate made for {} in {}",
                own.names(),
                own.files().chain());
    }
}
