package org.posthaste.common.message;

import java.util.List;
import java.util.Optional;

/** The MIME tree of a message as offsets and sizes (RFC 2045, RFC 9051 §6.4.5.1). Immutable. */
public final class PartIndex {
    /**
     * One part. For {@code message/rfc822} and {@code message/global} the single child is the embedded message's top
     * part; for {@code multipart} the children are its parts.
     *
     * @param headerOffset first octet of the part's MIME header (the message's header for a top part)
     * @param bodyOffset first octet behind the empty line
     * @param bodySize octets of the body, without the line end that belongs to the boundary
     * @param lines lines of the body as BODYSTRUCTURE counts them
     * @param type lower case
     * @param subtype lower case
     * @param encoding Content-Transfer-Encoding, lower case; {@code 7bit} when missing
     * @param charset lower case, empty if none was given
     * @param filename decoded file name, empty if none
     * @param children see above
     */
    public record Part(
            long headerOffset,
            long bodyOffset,
            long bodySize,
            long lines,
            String type,
            String subtype,
            String encoding,
            String charset,
            String filename,
            List<Part> children) {
        public Part {
            children = List.copyOf(children);
        }

        /** True for {@code multipart/*}. */
        public boolean isMultipart() {
            return type.equals("multipart");
        }

        /** True for an embedded message. */
        public boolean isMessage() {
            return type.equals("message") && !children.isEmpty();
        }

        /** Octets of the header with the empty line. */
        public long headerSize() {
            return bodyOffset - headerOffset;
        }
    }

    private final Part root;

    /** A tree with this root. */
    public PartIndex(Part root) {
        this.root = root;
    }

    /** The message itself. */
    public Part root() {
        return root;
    }

    /**
     * The part at a section path such as {@code 2.1} (RFC 9051 §6.4.5.1); an empty path is the message itself,
     * {@code 1} of a message that is not multipart is its body. A multipart without parts has one, which is empty, as
     * BODYSTRUCTURE tells since its grammar wants one.
     */
    public Optional<Part> find(int[] path) {
        Part at = root;
        for (int i = 0; i < path.length; i++) {
            boolean embedded = i > 0 && at.isMessage();
            Part container = embedded ? at.children().get(0) : at;
            if (container.isMultipart() && container.children().isEmpty() && path[i] == 1) {
                at = nothingIn(container);
            } else if (container.isMultipart()) {
                if (path[i] < 1 || path[i] > container.children().size()) {
                    return Optional.empty();
                }
                at = container.children().get(path[i] - 1);
            } else if (path[i] == 1 && (i == 0 || embedded)) {
                at = container;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    private static Part nothingIn(Part multipart) {
        long end = multipart.bodyOffset() + multipart.bodySize();
        return new Part(end, end, 0, 0, "text", "plain", "7bit", "us-ascii", "", List.of());
    }
}
