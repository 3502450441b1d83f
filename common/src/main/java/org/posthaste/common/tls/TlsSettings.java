package org.posthaste.common.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * What a server presents to those who connect.
 *
 * @param certificates the administrator's certificates; the first serves those who ask for a name that none has. Empty: a self-signed one is made
 * @param directory where self-signed certificates are kept
 * @param hostName the server's name, in the self-signed certificate; whoever asks for a name that no certificate has gets
 *     one for this name, unless the administrator's first one serves
 * @param folders where further certificates appear and vanish while the server runs, those of the first folder preferred:
 *     each a file {@code *.pem} with private key and chain
 */
public record TlsSettings(List<CertificateFiles> certificates, Path directory, String hostName, List<Path> folders) {
    public TlsSettings {
        certificates = List.copyOf(certificates);
        folders = List.copyOf(folders);
    }

    /** Settings without folders. */
    public TlsSettings(List<CertificateFiles> certificates, Path directory, String hostName) {
        this(certificates, directory, hostName, List.of());
    }

    /** Settings for a self-signed certificate. */
    public static TlsSettings selfSigned(Path directory, String hostName) {
        return new TlsSettings(List.of(), directory, hostName);
    }
}
