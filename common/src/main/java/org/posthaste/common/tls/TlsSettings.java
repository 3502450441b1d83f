package org.posthaste.common.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * What a server presents to those who connect.
 *
 * @param certificates the administrator's certificates; the first serves those who ask for a name that none has. Empty: a self-signed one is made
 * @param directory where self-signed certificates are kept
 * @param hostName the server's name, in the self-signed certificate
 */
public record TlsSettings(List<CertificateFiles> certificates, Path directory, String hostName) {
    public TlsSettings {
        certificates = List.copyOf(certificates);
    }

    /** Settings for a self-signed certificate. */
    public static TlsSettings selfSigned(Path directory, String hostName) {
        return new TlsSettings(List.of(), directory, hostName);
    }
}
