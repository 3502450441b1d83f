package org.posthaste.common.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses a message while it streams by: one pass, bounded memory and time whatever the message holds. Never fails: what
 * is not MIME is one text part. The octets themselves are not kept. Not thread-safe.
 *
 * <p>Lines end with LF; a CR before it belongs to the line end, any other CR to the line. A header ends at its first
 * empty line, at a boundary, or with the message (RFC 5322 §2.1, RFC 2046 §5.1.1). The line end before a boundary
 * belongs to the boundary. What limits forbid to split further stays one part.
 */
public final class MessageParser {
    /**
     * How much is kept and split.
     *
     * @param depth multiparts and messages within one another; what lies deeper is one application/octet-stream
     * @param parts parts in all; boundaries behind the last one are text
     * @param headerOctets of the message's own header fields; fields that do not fit are not seen
     * @param partHeaderOctets the same for each part
     * @param renderedOctets of all that is rendered of parts; parts that do not fit count as plain text
     */
    public record Limits(int depth, int parts, int headerOctets, int partHeaderOctets, int renderedOctets) {
        /** For mail from anywhere. */
        public static Limits defaults() {
            return new Limits(100, 10_000, 1 << 20, 1 << 16, 1 << 20);
        }
    }

    private static final int MAX_CANDIDATE = Boundaries.MAX_LENGTH + 64;

    private final Limits limits;
    private final HeaderCollector collector = new HeaderCollector();
    private final Boundaries boundaries = new Boundaries();
    private final List<MimePart> open = new ArrayList<>();
    /** For each boundary the index in {@link #open} of the multipart it belongs to. */
    private final List<Integer> owners = new ArrayList<>();

    private final MimePart root = new MimePart(0);
    private HeaderBlock rootHeader = HeaderBlock.parse(new byte[0]);
    private boolean rootHeaderComplete = true;
    private boolean inHeader = true;
    private int parts = 1;
    private int rendered;

    private long position;
    private long lines;
    private byte lastOctet;
    private long lineStart;
    /** Octets of the line end before {@link #lineStart}. */
    private int lineEndBefore;
    /** The line's first octets; {@link #captured} of them, or -1 when the line is known to be no boundary. */
    private final byte[] candidate = new byte[MAX_CANDIDATE];

    private int captured;
    private final PreviewSource preview = new PreviewSource();

    /** A parser with {@link Limits#defaults}. */
    public MessageParser() {
        this(Limits.defaults());
    }

    /** A parser with limits of one's own. */
    public MessageParser(Limits limits) {
        this.limits = limits;
        open.add(root);
        collector.begin(limits.headerOctets());
    }

    /** The next octets of the message. */
    public void accept(byte[] octets, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int next;
            if (inHeader) {
                at = acceptHeaderLine(octets, at, end);
                continue;
            }
            if (boundaries.isEmpty()) {
                lines += Octets.countLf(octets, at, end);
                position += end - at;
                next = end;
            } else if (captured >= 0) {
                next = acceptCandidate(octets, at, end);
            } else {
                next = skipLines(octets, at, end);
            }
            if (!inHeader) {
                // The octets of a boundary come along, and are cut off at the end.
                preview.append(octets, at, next);
            }
            at = next;
        }
    }

    /** The message has ended. */
    public ParsedMessage finish() {
        if (captured > 2 && !boundaries.isEmpty()) {
            matchBoundary();
        }
        if (inHeader) {
            readHeader();
        }
        closeFrom(0, position, lines);
        return new ParsedMessage(position, root, rootHeader, rootHeaderComplete, preview.text());
    }

    /** Takes octets of one header line, up to and with its LF. */
    private int acceptHeaderLine(byte[] octets, int from, int end) {
        int lf = Octets.indexOfLf(octets, from, end);
        int stop = lf < 0 ? end : lf + 1;
        collector.append(octets, from, stop - from);
        capture(octets, from, lf < 0 ? end : lf);
        position += stop - from;
        if (lf >= 0) {
            endLine(lf > from ? octets[lf - 1] : lastOctet);
        }
        lastOctet = octets[stop - 1];
        return stop;
    }

    /** Takes octets of a body line that may be a boundary, as long as it may. */
    private int acceptCandidate(byte[] octets, int from, int end) {
        int stop = Math.min(end, from + MAX_CANDIDATE - captured + 1);
        int lf = Octets.indexOfLf(octets, from, stop);
        capture(octets, from, lf < 0 ? stop : lf);
        stop = lf < 0 ? stop : lf + 1;
        position += stop - from;
        if (lf >= 0) {
            endLine(lf > from ? octets[lf - 1] : lastOctet);
        }
        lastOctet = octets[stop - 1];
        return stop;
    }

    /** Passes lines that are no boundaries, up to one that may be. */
    private int skipLines(byte[] octets, int from, int end) {
        int at = from;
        while (true) {
            int lf = Octets.indexOfLf(octets, at, end);
            if (lf < 0) {
                position += end - from;
                lastOctet = octets[end - 1];
                return end;
            }
            lines++;
            at = lf + 1;
            if (at + 1 < end && (octets[at] != '-' || octets[at + 1] != '-')) {
                continue;
            }
            lineEndBefore = (lf > from ? octets[lf - 1] : lastOctet) == '\r' ? 2 : 1;
            lastOctet = '\n';
            position += at - from;
            lineStart = position;
            captured = 0;
            return at;
        }
    }

    private void capture(byte[] octets, int from, int to) {
        if (captured < 0) {
            return;
        }
        int length = to - from;
        boolean possible = captured + length <= MAX_CANDIDATE;
        if (possible) {
            System.arraycopy(octets, from, candidate, captured, length);
            captured += length;
            possible = (captured < 1 || candidate[0] == '-') && (captured < 2 || candidate[1] == '-');
        }
        if (!possible) {
            captured = -1;
        }
    }

    /** An LF has come that ends the line whose first octets are captured. */
    private void endLine(byte octetBefore) {
        long length = position - lineStart;
        lines++;
        boolean empty = length == 1 || length == 2 && octetBefore == '\r';
        int lineEnd = length > 1 && octetBefore == '\r' ? 2 : 1;
        if (inHeader && empty) {
            collector.dropLine();
            endHeader();
        } else if (captured > 2 && !boundaries.isEmpty()) {
            matchBoundary();
        }
        lineStart = position;
        lineEndBefore = lineEnd;
        captured = 0;
        if (inHeader) {
            collector.beginLine();
        }
    }

    /** If the captured line is a boundary, parts are closed and perhaps one is opened. */
    private void matchBoundary() {
        int level = boundaries.find(candidate, captured);
        if (level < 0) {
            return;
        }
        boolean closing = boundaries.isClosing();
        if (!closing && parts >= limits.parts()) {
            boundaries.truncate(0);
            owners.clear();
            return;
        }
        if (inHeader) {
            collector.dropLine();
            readHeader();
        }
        int owner = owners.get(level);
        boolean lineEnded = position > lineStart + captured;
        long linesBefore = lineEnded ? lines - 1 : lines;
        if (open.size() > owner + 1) {
            MimePart outermost = open.get(owner + 1);
            long floor = inHeader && open.size() == owner + 2 ? outermost.headerOffset() : outermost.bodyOffset();
            long end = Math.max(floor, lineStart - lineEndBefore);
            closeFrom(owner + 1, end, end < lineStart ? linesBefore - 1 : linesBefore);
        }
        preview.end();
        int kept = closing ? level : level + 1;
        boundaries.truncate(kept);
        owners.subList(kept, owners.size()).clear();
        inHeader = false;
        if (!closing) {
            beginPart(open.get(owner), limits.partHeaderOctets());
        }
    }

    private void beginPart(MimePart parent, int headerLimit) {
        MimePart part = new MimePart(position);
        parent.children().add(part);
        open.add(part);
        parts++;
        inHeader = true;
        collector.begin(headerLimit);
    }

    /** The empty line behind a header has passed. */
    private void endHeader() {
        readHeader();
        inHeader = false;
        MimePart part = current();
        part.beginBody(position, lines);
        preview.begin(part);
        MimeHeader header = part.header();
        if (header.isMultipart() && !header.boundary().isEmpty()) {
            boundaries.push(header.boundary());
            owners.add(open.size() - 1);
        } else if (header.isMessage() && header.isIdentity() && parts < limits.parts()) {
            beginPart(part, limits.partHeaderOctets());
        }
    }

    /** Makes sense of the collected fields. */
    private void readHeader() {
        HeaderBlock block = collector.toHeader();
        MimePart part = current();
        MimePart parent = open.size() > 1 ? open.get(open.size() - 2) : part;
        MimeHeader header =
                MimeHeader.of(block, parent != part && parent.header().isDigest());
        if (open.size() > limits.depth() && (header.isMultipart() || header.isMessage())) {
            header = MimeHeader.OPAQUE;
        }
        if (part == root) {
            rootHeader = block;
            rootHeaderComplete = collector.isComplete();
            part.header(header);
            return;
        }
        byte[] envelope = parent.header().isMessage() ? Envelope.render(block) : new byte[0];
        int octets = header.head().length
                + header.tail().length
                + envelope.length
                + header.filename().length()
                + header.charset().length();
        if (rendered + octets <= limits.renderedOctets()) {
            rendered += octets;
            part.header(header);
            part.envelope(envelope);
        }
    }

    private MimePart current() {
        return open.get(open.size() - 1);
    }

    /** Closes the innermost open parts. */
    private void closeFrom(int index, long end, long linesBefore) {
        for (int i = open.size() - 1; i >= index; i--) {
            open.get(i).close(end, linesBefore, inHeader && i == open.size() - 1);
        }
        open.subList(index, open.size()).clear();
    }
}
