package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates in PEM files (RFC 7468) for other packages. Thread-safe. */
public final class PemChain {
    private PemChain() {}

    /** All certificates in a file, at least one. Fails: with an {@link IOException} that names the file. */
    public static List<X509Certificate> read(Path file) throws IOException {
        return List.copyOf(PemFiles.certificates(file));
    }
}
