package org.posthaste.common.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A part while it is being read. Not thread-safe. */
final class MimePart {
    private final List<MimePart> children = new ArrayList<>(0);
    private long headerOffset;
    private long bodyOffset;
    private long end;
    private long linesBeforeBody;
    private long lines;
    private MimeHeader header = MimeHeader.PLAIN_TEXT;
    private byte[] envelope = new byte[0];

    MimePart(long headerOffset) {
        this.headerOffset = headerOffset;
        this.bodyOffset = headerOffset;
    }

    MimeHeader header() {
        return header;
    }

    void header(MimeHeader newHeader) {
        header = newHeader;
    }

    /** ENVELOPE, for the top part of an embedded message; empty for other parts. */
    byte[] envelope() {
        return envelope;
    }

    void envelope(byte[] newEnvelope) {
        envelope = newEnvelope;
    }

    List<MimePart> children() {
        return children;
    }

    /** The embedded message, if this part holds one. */
    Optional<MimePart> message() {
        return header.isMessage() && !children.isEmpty() ? Optional.of(children.get(0)) : Optional.empty();
    }

    long headerOffset() {
        return headerOffset;
    }

    long bodyOffset() {
        return bodyOffset;
    }

    long bodySize() {
        return end - bodyOffset;
    }

    long lines() {
        return lines;
    }

    void beginBody(long offset, long linesBefore) {
        bodyOffset = offset;
        linesBeforeBody = linesBefore;
    }

    /**
     * The part ends; its header too, if it has not. An end before the body's begin (the line end belongs to a boundary
     * behind) shortens the header, and then nothing is inside.
     *
     * @param endOffset first octet behind
     * @param linesBeforeEnd line ends in the message before that
     */
    void close(long endOffset, long linesBeforeEnd, boolean inHeader) {
        end = endOffset;
        headerOffset = Math.min(headerOffset, end);
        if (inHeader || bodyOffset > end) {
            bodyOffset = end;
            children.clear();
        } else {
            lines = linesBeforeEnd - linesBeforeBody;
        }
    }

    /** The part and what it holds; offsets moved behind a prefix. */
    PartIndex.Part toPart(long prefix, boolean top) {
        List<PartIndex.Part> parts = new ArrayList<>(children.size());
        for (MimePart child : children) {
            parts.add(child.toPart(prefix, false));
        }
        return new PartIndex.Part(
                top ? 0 : headerOffset + prefix,
                bodyOffset + prefix,
                bodySize(),
                lines,
                header.type(),
                header.subtype(),
                header.encoding(),
                header.charset(),
                header.filename(),
                parts);
    }
}
