package org.posthaste.common.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.common.message.MimeField.Parameter;

/**
 * What a part's MIME header fields say (RFC 2045, RFC 2183), with the two ends of its BODYSTRUCTURE (RFC 9051 §7.5.2)
 * rendered: what stands before the size, and the extension data. Immutable.
 *
 * @param boundary as octets; empty if there is none that can be used
 * @param head for a multipart {@code "MIXED"}, else {@code "TEXT" "PLAIN" (...) NIL NIL "7BIT"}
 * @param tail extension data with a blank before it
 */
record MimeHeader(
        String type,
        String subtype,
        String encoding,
        String charset,
        String filename,
        String boundary,
        byte[] head,
        byte[] tail) {
    private static final int MAX_NAME = 255;

    /** What a part is that says nothing, or whose header was over the limits. */
    static final MimeHeader PLAIN_TEXT = of(HeaderBlock.parse(new byte[0]), false);

    /** A container that is not looked into because the limits are reached. */
    static final MimeHeader OPAQUE = of(
            HeaderBlock.parse(new OctetBuffer(64)
                    .append("Content-Type: application/octet-stream\r\n")
                    .toByteArray()),
            false);

    /**
     * Reads a header.
     *
     * @param inDigest true for a part of a multipart/digest, which is a message unless it says otherwise (RFC 2046
     *     §5.1.5)
     */
    static MimeHeader of(HeaderBlock header, boolean inDigest) {
        Optional<MimeField> declared = header.octetBody("Content-Type").map(MimeField::parse);
        String[] type = {"text", "plain"};
        if (declared.isPresent()) {
            type = types(declared.get());
        } else if (inDigest) {
            type = new String[] {"message", "rfc822"};
        }
        MimeField contentType = declared.orElseGet(() -> new MimeField("", List.of()));
        MimeField disposition =
                MimeField.parse(header.octetBody("Content-Disposition").orElse(""));
        String encoding = header.octetBody("Content-Transfer-Encoding")
                .map(body -> MimeField.parse(body).lowerValue())
                .orElse("");
        encoding =
                encoding.isEmpty() || encoding.equals("7-bit") ? "7bit" : encoding.equals("8-bit") ? "8bit" : encoding;
        String filename = disposition.decoded("filename");
        filename = filename.isEmpty() ? contentType.decoded("name") : filename;
        String charset = contentType.decoded("charset").strip().toLowerCase(Locale.ROOT);
        String boundary = contentType
                .parameter("boundary")
                .or(() -> Optional.of(contentType.decoded("boundary")))
                .map(String::stripTrailing)
                .orElse("");
        return new MimeHeader(
                type[0],
                type[1],
                cut(encoding),
                cut(charset),
                cut(filename),
                boundary.length() > Boundaries.MAX_LENGTH || boundary.chars().anyMatch(c -> c > 0xff) ? "" : boundary,
                head(header, type, contentType, encoding),
                tail(header, type[0].equals("multipart") ? Optional.of(contentType) : Optional.empty(), disposition));
    }

    boolean isMultipart() {
        return type.equals("multipart");
    }

    boolean isDigest() {
        return isMultipart() && subtype.equals("digest");
    }

    /** True for types that hold a message in the sense of BODYSTRUCTURE (RFC 2046 §5.2.1, RFC 6532 §3.7). */
    boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    boolean isText() {
        return type.equals("text");
    }

    /** True if the octets are the content, without transfer encoding. */
    boolean isIdentity() {
        return !encoding.equals("base64") && !encoding.equals("quoted-printable") && !encoding.startsWith("x-");
    }

    private static String cut(String text) {
        return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
    }

    private static String[] types(MimeField contentType) {
        String value = contentType.lowerValue();
        int slash = value.indexOf('/');
        if (slash > 0 && value.length() <= MAX_NAME) {
            String type = value.substring(0, slash);
            String subtype = value.substring(slash + 1);
            if (MimeField.isToken(type) && MimeField.isToken(subtype)) {
                return new String[] {type, subtype};
            }
        }
        return new String[] {"text", "plain"}; // RFC 2045 §5.2
    }

    private static byte[] head(HeaderBlock header, String[] type, MimeField contentType, String encoding) {
        OctetBuffer out = new OctetBuffer(128);
        if (type[0].equals("multipart")) {
            Nstring.append(out, type[1].toUpperCase(Locale.ROOT));
            return out.toByteArray();
        }
        Nstring.append(out, type[0].toUpperCase(Locale.ROOT));
        out.append(' ');
        Nstring.append(out, type[1].toUpperCase(Locale.ROOT));
        out.append(' ');
        List<Parameter> parameters = contentType.parameters();
        boolean plain = type[0].equals("text") && type[1].equals("plain");
        if (plain
                && parameters.stream()
                        .noneMatch(p -> p.name().toLowerCase(Locale.ROOT).startsWith("charset"))) {
            parameters = new ArrayList<>(parameters);
            parameters.add(new Parameter("CHARSET", "US-ASCII")); // RFC 2046 §4.1.2
        }
        appendParameters(out, parameters);
        out.append(' ');
        appendField(out, header, "Content-ID");
        out.append(' ');
        appendField(out, header, "Content-Description");
        out.append(' ');
        Nstring.append(out, encoding.toUpperCase(Locale.ROOT));
        return out.toByteArray();
    }

    private static byte[] tail(HeaderBlock header, Optional<MimeField> multipart, MimeField disposition) {
        OctetBuffer out = new OctetBuffer(64);
        out.append(' ');
        if (multipart.isPresent()) {
            appendParameters(out, multipart.get().parameters());
        } else {
            appendField(out, header, "Content-MD5");
        }
        out.append(' ');
        if (disposition.value().isEmpty()) {
            Nstring.appendNil(out);
        } else {
            out.append('(');
            Nstring.append(out, disposition.value().toUpperCase(Locale.ROOT));
            out.append(' ');
            appendParameters(out, disposition.parameters());
            out.append(')');
        }
        out.append(' ');
        appendLanguages(out, header.octetBody("Content-Language").orElse(""));
        out.append(' ');
        appendField(out, header, "Content-Location");
        return out.toByteArray();
    }

    private static void appendField(OctetBuffer out, HeaderBlock header, String name) {
        Nstring.appendOrNil(out, header.octetBody(name).orElse(""));
    }

    private static void appendParameters(OctetBuffer out, List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            Nstring.appendNil(out);
            return;
        }
        char before = '(';
        for (Parameter parameter : parameters) {
            out.append(before);
            Nstring.append(out, parameter.name().toUpperCase(Locale.ROOT));
            out.append(' ');
            Nstring.append(out, parameter.value());
            before = ' ';
        }
        out.append(')');
    }

    /** RFC 3282 §2: {@code en, de (comment)}. */
    private static void appendLanguages(OctetBuffer out, String body) {
        char before = '(';
        for (String element : body.split(",", 100)) {
            String language = MimeField.parse(element).value();
            if (!language.isEmpty()) {
                out.append(before);
                Nstring.append(out, language);
                before = ' ';
            }
        }
        if (before == '(') {
            Nstring.appendNil(out);
        } else {
            out.append(')');
        }
    }
}
