package org.posthaste.common.message;

/** What one pass over a message found; offsets count from the message's first octet. Immutable. */
public final class ParsedMessage {
    private final long size;
    private final MimePart root;
    private final HeaderBlock header;
    private final boolean headerComplete;
    private final String preview;

    ParsedMessage(long size, MimePart root, HeaderBlock header, boolean headerComplete, String preview) {
        this.size = size;
        this.root = root;
        this.header = header;
        this.headerComplete = headerComplete;
        this.preview = preview;
    }

    /** Size in octets. */
    public long size() {
        return size;
    }

    /** The message's own header fields, as many as the limits allow. */
    public HeaderBlock header() {
        return header;
    }

    /** False when header fields were left out because of the limits. */
    public boolean isHeaderComplete() {
        return headerComplete;
    }

    /** The first words of its text, RFC 8970 §3.3; empty if there are none. */
    public String preview() {
        return preview;
    }

    /** The MIME tree, without a prefix. */
    public PartIndex parts() {
        return new PartIndex(root.toPart(0, true));
    }

    /**
     * Renders what FETCH needs, as if {@code prefix} (complete header fields, each ended by CRLF, or nothing) stood
     * before the message. Fields of the prefix take part in ENVELOPE, not in the MIME structure.
     *
     * @return the stored form, read by {@link RenderedMessage}
     */
    public byte[] render(byte[] prefix) {
        HeaderBlock whole = header;
        if (prefix.length > 0) {
            whole = HeaderBlock.parse(new OctetBuffer(prefix.length + header.raw().length)
                    .append(prefix)
                    .append(header.raw())
                    .toByteArray());
        }
        RenderedForm.Content content = new RenderedForm.Content(
                size + prefix.length,
                root.bodyOffset() + prefix.length,
                MessageDate.parse(whole.octetBody("Date").orElse("")),
                Envelope.render(whole),
                BodyStructure.render(root),
                new PartIndex(root.toPart(prefix.length, true)),
                KeptFields.select(whole, headerComplete),
                preview);
        return RenderedForm.encode(content);
    }
}
