package org.posthaste.smtp.verify.dkim;

import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import org.posthaste.common.message.HeaderBlock;

/** Makes valid signatures with any tags, as {@link DkimSigner} would not. */
public final class FreeSigner {
    private FreeSigner() {}

    /**
     * The message with a field before it.
     *
     * @param tags all but bh= and b=
     */
    public static String dkim(String message, SigningKey key, String tags) throws InvalidSignatureException {
        return sign("DKIM-Signature", message, key, tags) + message;
    }

    /** The field alone. */
    public static String sign(String name, String message, SigningKey key, String tags)
            throws InvalidSignatureException {
        int headerEnd = message.indexOf("\r\n\r\n") + 2;
        String head = message.substring(0, headerEnd);
        String body = message.substring(headerEnd + 2);
        SignatureTags draft = read(name, name + ": " + tags + "; bh=AAAA; b=AAAA\r\n" + head);
        CanonicalBody canonical = CanonicalBody.of(draft.bodyForm());
        BodyDigest digest = new BodyDigest(draft.bodyLimit());
        canonical.add(digest);
        canonical.write(octets(body), 0, body.length());
        canonical.finish();
        String start = name + ": " + tags + "; bh=" + Signing.base64(digest.value()) + "; b=";
        return finish(name, start, head, key);
    }

    /** Ends a field that has all tags but the value of b=. */
    public static String finish(String name, String start, String head, SigningKey key)
            throws InvalidSignatureException {
        HeaderBlock header = HeaderBlock.parse(octets(start + "AAAA\r\n" + head));
        SignatureTags tags = read(name, start + "AAAA\r\n" + head);
        CanonicalHeader signed = new CanonicalHeader();
        signed.covered(header, tags);
        byte[] octets = octets(signed.toString());
        return start + Signing.base64(rawSignature(octets, key.key(), key.algorithm())) + "\r\n";
    }

    private static SignatureTags read(String name, String text) throws InvalidSignatureException {
        HeaderBlock header = HeaderBlock.parse(octets(text));
        return name.equals("DKIM-Signature") ? SignatureTags.dkim(header, 0) : SignatureTags.arcMessage(header, 0);
    }

    /** A signature by the JDK, for both algorithms. */
    public static byte[] rawSignature(byte[] octets, PrivateKey key, SigningKey.Algorithm algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm.jcaName());
            signature.initSign(key);
            signature.update(
                    algorithm == SigningKey.Algorithm.RSA_SHA256
                            ? octets
                            : Sha256.digest().digest(octets));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
