package org.posthaste.imap.fetch;

import java.io.IOException;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.DecodedSource;
import org.posthaste.common.message.PartIndex;
import org.posthaste.common.message.TransferDecoding;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;

/**
 * BINARY[part]{@code <partial>}, BINARY.PEEK[...] and BINARY.SIZE[part], RFC 3516 §4.2: a part's content without its transfer encoding. Decoded while it is sent; to know the size it is
 * decoded once before. Multiparts, embedded messages and the message as a whole are their own content.
 */
public final class BinaryItem implements FetchItem {
    private final String name;

    private BinaryItem(String name) {
        this.name = name;
    }

    public static BinaryItem binary() {
        return new BinaryItem("BINARY");
    }

    public static BinaryItem peek() {
        return new BinaryItem("BINARY.PEEK");
    }

    public static BinaryItem size() {
        return new BinaryItem("BINARY.SIZE");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        Section section = Section.parsePart(arguments);
        if (name.equals("BINARY.SIZE")) {
            byte[] label = new ImapWriter()
                    .text("BINARY.SIZE")
                    .octets(section.label())
                    .sp()
                    .take();
            return (message, out) -> {
                Optional<DecodedSource> content = content(section, message);
                out.writer()
                        .octets(label)
                        .number(content.map(DecodedSource::size).orElse(0L));
            };
        }
        Partial partial = Partial.parse(arguments);
        byte[] label = new ImapWriter().text("BINARY").octets(section.label()).take();
        return new Content(label, section, partial, name.equals("BINARY.PEEK"));
    }

    /** A part's decoded content, RFC 3516 §4.3. */
    private record Content(byte[] label, Section section, Partial partial, boolean peek) implements FetchAttribute {
        @Override
        public boolean setsSeen() {
            return !peek;
        }

        @Override
        public void render(FetchedMessage message, FetchOutput out) throws IOException {
            Optional<DecodedSource> found = content(section, message);
            ImapWriter writer = out.writer().octets(label);
            partial.writeOrigin(writer);
            writer.sp();
            if (found.isEmpty()) {
                writer.text("NIL");
                return;
            }
            if (!partial.all() && partial.origin() >= found.get().size()) {
                writer.text("\"\"");
                return;
            }
            if (found.get().hasNul()) {
                // literal8; without NUL a plain literal tells the client that there is none.
                writer.octet('~');
            }
            out.literal(partial.of(found.get()));
        }
    }

    private static Optional<DecodedSource> content(Section section, FetchedMessage message) throws IOException {
        Optional<ByteSource> octets = section.locate(message);
        Optional<PartIndex.Part> part = section.part(message);
        if (octets.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        PartIndex.Part found = part.get();
        boolean whole = section.isWhole() || found.isMultipart() || found.isMessage();
        String encoding = whole ? "" : found.encoding();
        if (!TransferDecoding.isKnown(encoding)) {
            throw new UnknownEncodingException();
        }
        return Optional.of(DecodedSource.of(octets.get(), encoding));
    }
}
