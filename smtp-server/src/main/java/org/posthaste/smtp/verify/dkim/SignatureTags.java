package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.message.HeaderBlock;

/**
 * A DKIM-Signature (RFC 6376 §3.5), ARC-Message-Signature (RFC 8617 §4.1.2) or ARC-Seal (RFC 8617 §4.1.3) as values.
 * What the tags mean for a verifier is not judged here, only whether they can be read.
 *
 * @param field index of the field in its header
 * @param algorithm a= as written
 * @param signature b=, decoded
 * @param signatureText b= without blanks
 * @param bodyHash bh=, decoded; empty in a seal
 * @param headerForm first part of c=
 * @param bodyForm second part of c=
 * @param bodyLimit l=; empty for the whole body
 * @param domain d= in lower case as A-labels
 * @param selector s= likewise
 * @param fields h=, in lower case; empty in a seal
 * @param identity i= of a DKIM-Signature; {@code @} and the domain by default
 * @param time t=; seconds since 1970
 * @param expiry x= likewise
 * @param tags all tags
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignatureTags(
        int field,
        String algorithm,
        byte[] signature,
        String signatureText,
        byte[] bodyHash,
        Canonicalization headerForm,
        Canonicalization bodyForm,
        OptionalLong bodyLimit,
        String domain,
        String selector,
        List<String> fields,
        String identity,
        OptionalLong time,
        OptionalLong expiry,
        TagList tags) {
    private static final int MAX_TIME_DIGITS = 12;
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final int MAX_FIELDS = 256;
    private static final int MAX_VISIBLE = 320;

    /** Reads a DKIM-Signature field. */
    static SignatureTags dkim(HeaderBlock header, int field) throws InvalidSignatureException {
        TagList tags = tags(header, field);
        if (!tags.required("v").equals("1")) {
            throw InvalidSignatureException.syntax("unknown version v=" + visible(tags.required("v")));
        }
        SignatureTags read = message(field, tags);
        String identity = tags.value("i").map(SignatureTags::visible).orElse(read.identity);
        return new SignatureTags(
                field,
                read.algorithm,
                read.signature,
                read.signatureText,
                read.bodyHash,
                read.headerForm,
                read.bodyForm,
                read.bodyLimit,
                read.domain,
                read.selector,
                read.fields,
                identity,
                read.time,
                read.expiry,
                tags);
    }

    /** Reads an ARC-Message-Signature field; its i= is an instance, its v= is nothing. */
    public static SignatureTags arcMessage(HeaderBlock header, int field) throws InvalidSignatureException {
        return message(field, tags(header, field));
    }

    /** Reads an ARC-Seal field. */
    public static SignatureTags arcSeal(HeaderBlock header, int field) throws InvalidSignatureException {
        TagList tags = tags(header, field);
        return read(field, tags, Canonicalization.RELAXED, Canonicalization.RELAXED, new byte[0], List.of());
    }

    /** The tags of a field, not looked at any further. */
    public static TagList tags(HeaderBlock header, int field) throws InvalidSignatureException {
        return TagList.parse(header.raw(), header.bodyStart(field), header.start(field + 1));
    }

    private static SignatureTags message(int field, TagList tags) throws InvalidSignatureException {
        String[] forms = tags.value("c").orElse("simple/simple").split("/", 2);
        List<String> fields = TagList.parts(lower(tags.required("h")));
        if (fields.size() > MAX_FIELDS) {
            throw InvalidSignatureException.syntax("more than " + MAX_FIELDS + " names in h=");
        }
        queryMethod(tags);
        return read(
                field,
                tags,
                form(forms[0]),
                forms.length == 1 ? Canonicalization.SIMPLE : form(forms[1]),
                base64(tags.required("bh"), "bh"),
                fields);
    }

    private static SignatureTags read(
            int field,
            TagList tags,
            Canonicalization headerForm,
            Canonicalization bodyForm,
            byte[] bodyHash,
            List<String> fields)
            throws InvalidSignatureException {
        String signature = TagList.withoutBlanks(tags.required("b"));
        String domain = name(tags.required("d"), "d");
        return new SignatureTags(
                field,
                visible(tags.required("a")),
                base64(signature, "b"),
                signature,
                bodyHash,
                headerForm,
                bodyForm,
                number(tags, "l", MAX_LENGTH_DIGITS),
                domain,
                name(tags.required("s"), "s"),
                List.copyOf(fields),
                "@" + domain,
                number(tags, "t", MAX_TIME_DIGITS),
                number(tags, "x", MAX_TIME_DIGITS),
                tags);
    }

    /** The name of the key record (RFC 6376 §3.6.2.1). */
    public String keyName() {
        return selector + "._domainkey." + domain;
    }

    private static Canonicalization form(String name) throws InvalidSignatureException {
        return Canonicalization.named(name.strip())
                .orElseThrow(() -> InvalidSignatureException.syntax("unknown canonicalization c=" + visible(name)));
    }

    private static void queryMethod(TagList tags) throws InvalidSignatureException {
        Optional<String> methods = tags.value("q");
        if (methods.isPresent() && !TagList.parts(methods.get()).contains("dns/txt")) {
            throw InvalidSignatureException.syntax("unknown query method q=" + visible(methods.get()));
        }
    }

    /** A name of the DNS; U-labels of internationalized mail become A-labels (RFC 8616 §4). */
    private static String name(String value, String tag) throws InvalidSignatureException {
        String text = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return AddressParser.domain(text)
                .orElseThrow(() -> InvalidSignatureException.syntax("tag " + tag + "= is not a domain name"));
    }

    private static byte[] base64(String value, String tag) throws InvalidSignatureException {
        try {
            byte[] octets = Base64.getDecoder().decode(TagList.withoutBlanks(value));
            if (octets.length > 0) {
                return octets;
            }
        } catch (IllegalArgumentException e) {
            throw InvalidSignatureException.syntax("tag " + tag + "= is not base64");
        }
        throw InvalidSignatureException.syntax("tag " + tag + "= is empty");
    }

    private static OptionalLong number(TagList tags, String tag, int digits) throws InvalidSignatureException {
        Optional<String> text = tags.value(tag);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        String value = text.get();
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw InvalidSignatureException.syntax("tag " + tag + "= is not a number");
        }
        // More digits than any clock or message has: as good as infinite (RFC 6376 §3.5).
        return OptionalLong.of(value.length() > digits ? Long.MAX_VALUE : Long.parseLong(value));
    }

    /** A value that can stand in a log and in a field: without blanks, short, nothing that does not print. */
    static String visible(String value) {
        StringBuilder text = new StringBuilder();
        value.chars().filter(c -> c > ' ').limit(MAX_VISIBLE).forEach(c -> text.append(c < 0x7f ? (char) c : '?'));
        return text.toString();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
