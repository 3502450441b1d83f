package org.posthaste.common.tls;

import java.nio.file.Path;

/**
 * Where a certificate lies.
 *
 * @param chain PEM file of the server's certificate, followed by those of the authorities between it and a root
 * @param key PEM file of its private key, not encrypted: PKCS #8, PKCS #1 or SEC 1
 */
public record CertificateFiles(Path chain, Path key) {}
