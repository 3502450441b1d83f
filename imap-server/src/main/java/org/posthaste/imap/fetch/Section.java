package org.posthaste.imap.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.PartIndex;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;

/** What stands in the brackets of BODY[...], RFC 3501 §6.4.5: a part and what of it. Immutable. */
public final class Section {
    private static final int MAX_PATH = 200;

    private enum Kind {
        /** The part's body; the whole message for an empty path. */
        ALL,
        HEADER,
        FIELDS,
        FIELDS_NOT,
        TEXT,
        MIME
    }

    private final int[] path;
    private final Kind kind;
    private final List<String> fields;
    private final byte[] label;
    private final Optional<RenderedMessage.KeptNames> keptNames;

    private Section(int[] path, Kind kind, List<String> fields) {
        this.path = path;
        this.kind = kind;
        this.fields = fields;
        this.label = label(path, kind, fields);
        this.keptNames = kind == Kind.FIELDS ? RenderedMessage.keptNames(fields) : Optional.empty();
    }

    /** The whole message. */
    static Section whole() {
        return new Section(new int[0], Kind.ALL, List.of());
    }

    /** The message's header. */
    static Section header() {
        return new Section(new int[0], Kind.HEADER, List.of());
    }

    /** The message without its header. */
    static Section text() {
        return new Section(new int[0], Kind.TEXT, List.of());
    }

    /** section: reads the brackets and what is between them. */
    static Section parse(ImapParser arguments) {
        arguments.expect('[');
        int[] path = new int[4];
        int length = 0;
        boolean more = !arguments.next(']');
        while (more && arguments.atDigit()) {
            if (length == MAX_PATH) {
                throw arguments.expected("shorter part number");
            }
            path = length == path.length ? Arrays.copyOf(path, 2 * length) : path;
            path[length++] = (int) Math.min(Integer.MAX_VALUE, arguments.nzNumber());
            more = arguments.accept('.');
        }
        path = Arrays.copyOf(path, length);
        Section section = more ? parseText(arguments, path) : new Section(path, Kind.ALL, List.of());
        arguments.expect(']');
        return section;
    }

    /** section-binary, RFC 3516 §7: a part's number and nothing else. */
    static Section parsePart(ImapParser arguments) {
        int start = arguments.position();
        Section section = parse(arguments);
        if (section.kind != Kind.ALL) {
            arguments.seek(start);
            throw arguments.expected("part number");
        }
        return section;
    }

    private static Section parseText(ImapParser arguments, int[] path) {
        int start = arguments.position();
        String name = arguments.itemName();
        switch (name) {
            case "HEADER":
                return new Section(path, Kind.HEADER, List.of());
            case "TEXT":
                return new Section(path, Kind.TEXT, List.of());
            case "HEADER.FIELDS":
                return new Section(path, Kind.FIELDS, fieldNames(arguments));
            case "HEADER.FIELDS.NOT":
                return new Section(path, Kind.FIELDS_NOT, fieldNames(arguments));
            case "MIME":
                if (path.length > 0) {
                    return new Section(path, Kind.MIME, List.of());
                }
                break;
            default:
                break;
        }
        arguments.seek(start);
        throw arguments.expected("section text");
    }

    private static List<String> fieldNames(ImapParser arguments) {
        List<String> names = new ArrayList<>();
        arguments.sp();
        arguments.open();
        do {
            names.add(arguments.astring().toUpperCase(Locale.ROOT));
        } while (arguments.accept(' ') && !arguments.next(')'));
        arguments.close();
        return List.copyOf(names);
    }

    private static byte[] label(int[] path, Kind kind, List<String> fields) {
        ImapWriter out = new ImapWriter();
        out.octet('[');
        for (int i = 0; i < path.length; i++) {
            out.text(i > 0 ? "." : "").number(path[i]);
        }
        if (kind != Kind.ALL) {
            out.text(path.length > 0 ? "." : "");
            switch (kind) {
                case FIELDS -> out.text("HEADER.FIELDS");
                case FIELDS_NOT -> out.text("HEADER.FIELDS.NOT");
                default -> out.text(kind.name());
            }
        }
        for (int i = 0; i < fields.size(); i++) {
            writeName(fields.get(i), out.text(i == 0 ? " (" : " "));
        }
        return out.text(fields.isEmpty() ? "]" : ")]").take();
    }

    private static void writeName(String name, ImapWriter out) {
        boolean atom = !name.isEmpty();
        for (int i = 0; atom && i < name.length(); i++) {
            atom = name.charAt(i) < 0x7f && ImapParser.isAtomChar((byte) name.charAt(i));
        }
        if (atom) {
            out.text(name);
        } else {
            out.string(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** The section as responses name it, brackets included. */
    byte[] label() {
        return label;
    }

    /** The part this section names; empty if the message has no such part. */
    Optional<PartIndex.Part> part(MessageContent message) throws IOException {
        return message.rendered().parts().find(path);
    }

    /** True for the message as a whole. */
    boolean isWhole() {
        return path.length == 0 && kind == Kind.ALL;
    }

    /** The octets of this section; empty if the message has no such part. */
    Optional<ByteSource> locate(MessageContent message) throws IOException {
        if (path.length == 0) {
            return Optional.of(locateInMessage(message));
        }
        RenderedMessage rendered = message.rendered();
        Optional<PartIndex.Part> found = rendered.parts().find(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        PartIndex.Part part = found.get();
        if (kind == Kind.ALL) {
            return Optional.of(message.octets().slice(part.bodyOffset(), part.bodySize()));
        }
        if (kind == Kind.MIME) {
            return Optional.of(message.octets().slice(part.headerOffset(), part.headerSize()));
        }
        if (!part.isMessage()) {
            return Optional.empty();
        }
        PartIndex.Part embedded = part.children().get(0);
        if (kind == Kind.TEXT) {
            return Optional.of(message.octets().slice(embedded.bodyOffset(), embedded.bodySize()));
        }
        ByteSource header = message.octets().slice(embedded.headerOffset(), embedded.headerSize());
        return Optional.of(kind == Kind.HEADER ? header : chosen(header));
    }

    private ByteSource locateInMessage(MessageContent message) throws IOException {
        if (kind == Kind.ALL) {
            return message.octets();
        }
        RenderedMessage rendered = message.rendered();
        if (keptNames.isPresent()) {
            Optional<byte[]> kept = rendered.headerFields(keptNames.get());
            if (kept.isPresent()) {
                byte[] octets = kept.get();
                byte[] ended = Arrays.copyOf(octets, octets.length + 2);
                ended[octets.length] = '\r';
                ended[octets.length + 1] = '\n';
                return ByteSource.of(ended);
            }
        }
        ByteSource octets = message.octets();
        long headerSize = rendered.headerSize();
        return switch (kind) {
            case TEXT -> octets.slice(headerSize, octets.size() - headerSize);
            case HEADER -> octets.slice(0, headerSize);
            default -> chosen(octets.slice(0, headerSize));
        };
    }

    private ByteSource chosen(ByteSource header) throws IOException {
        return HeaderFieldFilter.choose(header, fields, kind == Kind.FIELDS);
    }
}
