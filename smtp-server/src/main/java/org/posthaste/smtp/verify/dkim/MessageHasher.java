package org.posthaste.smtp.verify.dkim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.message.HeaderBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the octets of a message as they come, keeps its header and hashes its body once for each form that signatures
 * need, in one pass (RFC 6376 §3.7). Confined.
 *
 * <p>Limits: {@value #MAX_HEADER} octets of header, {@value #MAX_SIGNATURES} DKIM-Signature fields from the top and the
 * newest ARC-Message-Signature (RFC 8617 §5.2) are looked at. Fails: never.
 */
public final class MessageHasher {
    /** Octets of header that are looked at; a larger one verifies nothing. */
    public static final int MAX_HEADER = 256 * 1024;

    /** DKIM-Signature fields that are looked at. */
    public static final int MAX_SIGNATURES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(MessageHasher.class);
    private static final int USUAL_HEADER = 8 * 1024;
    private static final byte[] NOTHING = {};

    /** What the hashes are for. */
    public enum Need {
        /** Only verifying: what the signatures in the message ask for. */
        VERIFY,
        /** Only signing: the relaxed form. */
        SIGN,
        /** Verifying, and then sealing or signing. */
        VERIFY_AND_SIGN
    }

    private enum Place {
        HEADER,
        BODY,
        BEYOND_LIMIT
    }

    private final Need need;
    private final Map<Canonicalization, CanonicalBody> bodies = new EnumMap<>(Canonicalization.class);
    private final Map<HashedMessage.BodyForm, BodyDigest> digests = new HashMap<>();
    private final List<SignatureReading> signatures = new ArrayList<>();
    private byte[] octets = new byte[USUAL_HEADER];
    private int length;
    private int lineStart;
    private Place place = Place.HEADER;
    private @Nullable HeaderBlock header;

    /** For one message. */
    public MessageHasher(Need need) {
        this.need = need;
    }

    /** The next octets. */
    public void write(byte[] source, int offset, int count) {
        int end = offset + count;
        int at = place == Place.HEADER ? writeHeader(source, offset, end) : offset;
        if (place == Place.BODY && at < end) {
            for (CanonicalBody body : bodies.values()) {
                body.write(source, at, end);
            }
        }
    }

    /** No more comes; call once. */
    public HashedMessage finish() {
        if (place == Place.HEADER) {
            beginBody();
        }
        HeaderBlock block = header == null ? HeaderBlock.parse(Arrays.copyOf(octets, length)) : header;
        octets = NOTHING;
        bodies.values().forEach(CanonicalBody::finish);
        Map<HashedMessage.BodyForm, HashedMessage.BodyHash> hashes = new HashMap<>();
        digests.forEach((form, digest) -> hashes.put(
                form,
                new HashedMessage.BodyHash(digest.value(), body(form.form()).length())));
        return new HashedMessage(block, place != Place.BEYOND_LIMIT, signatures, hashes);
    }

    /** Keeps header octets up to the empty line; gives the index of the first octet of the body, or the end. */
    private int writeHeader(byte[] source, int from, int end) {
        int at = from;
        while (at < end && place == Place.HEADER) {
            int next = at;
            while (next < end && source[next] != '\n') {
                next++;
            }
            boolean lineEnds = next < end;
            next += lineEnds ? 1 : 0;
            keep(source, at, next);
            at = next;
            if (lineEnds && place == Place.HEADER) {
                endLine();
            }
        }
        return at;
    }

    private void keep(byte[] source, int from, int to) {
        int count = to - from;
        if (count > MAX_HEADER - length) {
            count = MAX_HEADER - length;
            place = Place.BEYOND_LIMIT;
        }
        if (count > octets.length - length) {
            octets = Arrays.copyOf(octets, Math.max(length + count, Math.min(MAX_HEADER, 2 * octets.length)));
        }
        System.arraycopy(source, from, octets, length, count);
        length += count;
    }

    private void endLine() {
        int lineLength = length - lineStart;
        if (lineLength == 1 || lineLength == 2 && octets[lineStart] == '\r') {
            length = lineStart;
            beginBody();
        }
        lineStart = length;
    }

    private void beginBody() {
        HeaderBlock block = HeaderBlock.parse(Arrays.copyOf(octets, length));
        header = block;
        place = Place.BODY;
        if (need != Need.SIGN) {
            readSignatures(block);
            readNewestArcSignature(block);
        }
        if (need != Need.VERIFY) {
            require(Canonicalization.RELAXED, OptionalLong.empty());
        }
    }

    private void readSignatures(HeaderBlock block) {
        int index = block.indexOf("DKIM-Signature", 0);
        while (index >= 0 && signatures.size() < MAX_SIGNATURES) {
            try {
                SignatureTags tags = SignatureTags.dkim(block, index);
                signatures.add(new SignatureReading.Parsed(tags));
                require(tags);
            } catch (InvalidSignatureException e) {
                signatures.add(new SignatureReading.Unparsed(DkimResult.unread(e.verdict(), e.reason())));
            }
            index = block.indexOf("DKIM-Signature", index + 1);
        }
    }

    private void readNewestArcSignature(HeaderBlock block) {
        int newest = ArcInstance.newest(block, "ARC-Message-Signature");
        if (newest >= 0) {
            try {
                require(SignatureTags.arcMessage(block, newest));
            } catch (InvalidSignatureException e) {
                LOG.debug("ARC-Message-Signature not read: {}", e.reason());
            }
        }
    }

    private void require(SignatureTags tags) {
        if (SigningKey.Algorithm.named(tags.algorithm()).isPresent()) {
            require(tags.bodyForm(), tags.bodyLimit());
        }
    }

    private void require(Canonicalization form, OptionalLong limit) {
        digests.computeIfAbsent(new HashedMessage.BodyForm(form, limit), key -> {
            BodyDigest digest = new BodyDigest(limit);
            body(form).add(digest);
            return digest;
        });
    }

    private CanonicalBody body(Canonicalization form) {
        return bodies.computeIfAbsent(form, CanonicalBody::of);
    }
}
