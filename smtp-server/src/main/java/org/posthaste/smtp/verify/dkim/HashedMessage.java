package org.posthaste.smtp.verify.dkim;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.posthaste.common.message.HeaderBlock;

/** A message as far as signatures need it: its header, and hashes of its body. Immutable. */
public final class HashedMessage {
    private final HeaderBlock header;
    private final boolean complete;
    private final List<SignatureReading> signatures;
    private final Map<BodyForm, BodyHash> hashes;

    HashedMessage(
            HeaderBlock header, boolean complete, List<SignatureReading> signatures, Map<BodyForm, BodyHash> hashes) {
        this.header = header;
        this.complete = complete;
        this.signatures = List.copyOf(signatures);
        this.hashes = Map.copyOf(hashes);
    }

    /** A canonical form of a body, whole or cut. */
    record BodyForm(Canonicalization form, OptionalLong limit) {}

    /**
     * The hash of a body.
     *
     * @param sha256 of its canonical form, up to the limit
     * @param length octets of the whole canonical form
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record BodyHash(byte[] sha256, long length) {}

    /** The header; without what is beyond the limit if it is not {@link #complete}. */
    public HeaderBlock header() {
        return header;
    }

    /** The header with fields put before it. */
    public HeaderBlock headerBehind(List<byte[]> fields) {
        if (fields.isEmpty()) {
            return header;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(header.raw().length + 1024);
        fields.forEach(octets::writeBytes);
        octets.writeBytes(header.raw());
        return HeaderBlock.parse(octets.toByteArray());
    }

    /** False if the header was larger than {@link MessageHasher#MAX_HEADER}: such a message is not verified or signed. */
    public boolean complete() {
        return complete;
    }

    /** The DKIM-Signature fields from the top, as far as they are looked at. */
    List<SignatureReading> signatures() {
        return signatures;
    }

    /** The hash of the body in a form, if it was needed. */
    public Optional<BodyHash> bodyHash(Canonicalization form, OptionalLong limit) {
        return Optional.ofNullable(hashes.get(new BodyForm(form, limit)));
    }
}
