package org.posthaste.common.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs documents with the server's certificate (CMS, RFC 5652 §5), so that who opens them sees from whom they are. Thread-safe. */
public final class ContentSigner {
    private static final Logger LOG = LoggerFactory.getLogger(ContentSigner.class);

    private final IdentityKeyManager keys;

    ContentSigner(IdentityKeyManager keys) {
        this.keys = keys;
    }

    /**
     * The document inside its signature, by the certificate shown to those who ask for this name. Empty if that is self-signed, for such a signature says nothing, or if it has no RSA
     * key: signatures by others are not understood everywhere.
     */
    public Optional<byte[]> signed(byte[] content, String name) {
        return keys.choose("RSA", name)
                .flatMap(keys::find)
                .filter(identity -> !identity.selfSigned())
                .flatMap(identity -> signed(content, identity));
    }

    private static Optional<byte[]> signed(byte[] content, Identity identity) {
        try {
            return Optional.of(SignedContent.encode(content, identity));
        } catch (GeneralSecurityException | IOException e) {
            LOG.warn("a document cannot be signed: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** A class of its own, so that a start does not load what few servers ever use: checking the signature of its library's jar takes a tenth of a second. */
    private static final class SignedContent {
        static byte[] encode(byte[] content, Identity identity) throws GeneralSecurityException, IOException {
            try {
                CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
                generator.addSignerInfoGenerator(
                        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                                .build(
                                        new JcaContentSignerBuilder("SHA256withRSA").build(identity.key()),
                                        identity.certificate()));
                generator.addCertificates(new JcaCertStore(identity.chain()));
                return generator
                        .generate(new CMSProcessableByteArray(content), true)
                        .getEncoded();
            } catch (CMSException | OperatorCreationException e) {
                throw new GeneralSecurityException(e);
            }
        }
    }
}
