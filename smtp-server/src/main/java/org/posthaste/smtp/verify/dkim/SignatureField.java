package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Writes a field with a signature (DKIM-Signature, ARC-Message-Signature, ARC-Seal), in lines of at most 78 columns as
 * far as names allow (RFC 5322 §2.1.1). Confined.
 */
public final class SignatureField {
    private static final int WIDTH = 78;
    private static final int BASE64_LINE = 72;

    private final StringBuilder text;
    private int lineStart;

    /** Begins a field with its first tag. */
    public SignatureField(String name, String firstTag) {
        text = new StringBuilder(900).append(name).append(": ").append(firstTag);
    }

    /** Adds a tag. */
    public SignatureField tag(String name, String value) {
        text.append(';');
        piece(" ", name + "=" + value + ";");
        return this;
    }

    /** Adds a= (RFC 6376 §3.5), d=, s= and t=. */
    public SignatureField signer(SigningKey key, Instant now) {
        return tag("a", key.algorithm().text())
                .tag("d", key.domain())
                .tag("s", key.selector())
                .tag("t", Long.toString(now.getEpochSecond()));
    }

    /** Adds h= with names, folded between them. */
    public SignatureField names(List<String> names) {
        text.append(';');
        piece(" ", "h=" + names.get(0) + ":");
        for (String name : names.subList(1, names.size())) {
            text.append(':');
            piece("", name + ":");
        }
        return this;
    }

    /** Puts text into this line, or the next if there is no room; its last character is only counted. */
    private void piece(String before, String piece) {
        if (text.length() - lineStart + before.length() + piece.length() > WIDTH) {
            text.append("\r\n");
            lineStart = text.length();
            text.append(' ');
        } else {
            text.append(before);
        }
        text.append(piece, 0, piece.length() - 1);
    }

    /**
     * Signs and ends the field: {@code signed} holds what the signature covers before the field itself.
     *
     * @return the whole field with its line end
     */
    public String sign(CanonicalHeader signed, SigningKey key) {
        text.append(";\r\n b=");
        signed.unsigned(text.toString().getBytes(StandardCharsets.US_ASCII));
        String signature = Base64.getEncoder().encodeToString(signature(signed, key));
        for (int i = 0; i < signature.length(); i += BASE64_LINE) {
            text.append(i == 0 ? "" : "\r\n ").append(signature, i, Math.min(signature.length(), i + BASE64_LINE));
        }
        return text.append("\r\n").toString();
    }

    private static byte[] signature(CanonicalHeader signed, SigningKey key) {
        try {
            if (key.algorithm() == SigningKey.Algorithm.ED25519_SHA256) {
                return ed25519(signed.hash(), key);
            }
            Signature signer = Signature.getInstance(key.algorithm().jcaName());
            signer.initSign(key.key());
            signer.update(signed.octets(), 0, signed.length());
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot sign with " + key, e);
        }
    }

    /** RFC 8463 §3, with the seed that is the key (RFC 8032 §5.1.5). */
    private static byte[] ed25519(byte[] hash, SigningKey key) throws InvalidKeyException {
        if (!(key.key() instanceof EdECPrivateKey secret)) {
            throw new InvalidKeyException("not a key of an Edwards curve");
        }
        byte[] seed = secret.getBytes().orElseThrow(() -> new InvalidKeyException("the key does not show itself"));
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, hash, 0, hash.length, signature, 0);
        return signature;
    }
}
