package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads private keys in the forms that OpenSSL wrote before PKCS #8 ({@code RSA PRIVATE KEY}, {@code EC PRIVATE KEY}), which the JDK does not know. */
final class TraditionalKeys {
    private TraditionalKeys() {}

    /** The first private key in a file. Fails: with an {@link IOException} that names the file. */
    static PrivateKey read(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
                if (entry instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
                if (entry instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (RuntimeException e) {
            throw new IOException(file + ": not a private key in PEM form: " + e.getMessage(), e);
        }
        throw new IOException(file + ": no private key in it");
    }
}
