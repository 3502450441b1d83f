package org.posthaste.common.message;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.PartIndex.Part;

/**
 * The text of a part as a reader of it sees it: transfer encoding and charset decoded, HTML without its tags. Streams,
 * so that a part of any size costs a few buffers. What cannot be decoded is replaced, never refused. Stateless.
 */
public final class PartText {
    private PartText() {}

    /**
     * True for parts that hold text: {@code text/*}, and messages about delivery and disposition (RFC 3464, RFC 8098).
     */
    public static boolean isText(Part part) {
        return part.type().equals("text")
                || part.type().equals("message") && part.children().isEmpty();
    }

    /**
     * Opens the text of a part.
     *
     * @param message the message the part's offsets count in
     */
    public static Reader open(ByteSource message, Part part) {
        InputStream octets = message.slice(part.bodyOffset(), part.bodySize()).open();
        Charset charset = MailCharsets.forLabel(part.charset());
        InputStream content = TransferDecoding.decode(octets, part.encoding());
        if (charset.equals(AsciiOrMore.INSTANCE)) {
            // an octet behind the last one settles whether that begins a character
            content = new SequenceInputStream(content, new ByteArrayInputStream(new byte[] {'\n'}));
        }
        Reader text = new InputStreamReader(content, charset);
        return part.subtype().equals("html") ? new HtmlText(text) : text;
    }

    /** True if ASCII letters in the part's octets stand for themselves, and for nothing else. */
    public static boolean isAsciiTransparent(Part part) {
        if (!TransferDecoding.isIdentity(part.encoding()) || part.subtype().equals("html")) {
            return false;
        }
        Charset charset = MailCharsets.forLabel(part.charset());
        String name = charset.name();
        return charset.equals(AsciiOrMore.INSTANCE)
                || name.equals("UTF-8")
                || name.startsWith("ISO-8859-")
                || name.startsWith("windows-125")
                || name.startsWith("KOI8-");
    }
}
