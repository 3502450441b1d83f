package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates of a server that does not run: what is there is read, nothing is made. Thread-safe. */
public final class PresentCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(PresentCertificates.class);

    private PresentCertificates() {}

    /** Those a start with these settings would use, the default first. One that cannot be read is left out. */
    public static List<CertificateInfo> read(TlsSettings settings) {
        List<CertificateInfo> found = new ArrayList<>();
        List<CertificateFiles> files =
                settings.certificates().isEmpty() ? OwnCertificates.filesForHost(settings) : settings.certificates();
        for (CertificateFiles each : files) {
            read(each).ifPresent(found::add);
        }
        settings.folders().forEach(folder -> found.addAll(read(folder)));
        return List.copyOf(found);
    }

    private static List<CertificateInfo> read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".pem"))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .flatMap(file -> read(new CertificateFiles(file, file)).stream())
                    .toList();
        } catch (IOException e) {
            LOG.warn("certificates are left out: {}", e.toString());
            return List.of();
        }
    }

    private static Optional<CertificateInfo> read(CertificateFiles files) {
        if (!Files.exists(files.chain())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Identity.read("", files).info());
        } catch (IOException e) {
            LOG.warn("a certificate is left out: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
