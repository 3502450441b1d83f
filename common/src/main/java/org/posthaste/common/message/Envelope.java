package org.posthaste.common.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.message.AddressList.Entry;
import org.posthaste.common.message.AddressList.Kind;

/**
 * ENVELOPE, RFC 9051 §7.5.2. Repeated address fields are joined, as RFC 5322 §4.5.3 wants of destinations; of other
 * fields the first one counts. What an address lacks is named so
 * ({@value #NO_HOST}), since a missing host would mean a group and clients refuse empty ones. An address list
 * is cut at {@link AddressList#MAX_ENTRIES} entries or {@value #MAX_LIST} octets.
 */
final class Envelope {
    private static final int MAX_LIST = 512 * 1024;

    private static final String NO_MAILBOX = "unspecified-mailbox";
    private static final String NO_HOST = "unspecified-domain";

    private Envelope() {}

    static byte[] render(HeaderBlock header) {
        OctetBuffer out = new OctetBuffer(512);
        out.append('(');
        appendText(out, header, "Date");
        out.append(' ');
        appendText(out, header, "Subject");
        List<Entry> from = addresses(header, "From");
        out.append(' ');
        appendAddresses(out, from);
        out.append(' ');
        appendAddresses(out, orElse(addresses(header, "Sender"), from));
        out.append(' ');
        appendAddresses(out, orElse(addresses(header, "Reply-To"), from));
        for (String name : List.of("To", "Cc", "Bcc")) {
            out.append(' ');
            appendAddresses(out, addresses(header, name));
        }
        out.append(' ');
        appendText(out, header, "In-Reply-To");
        out.append(' ');
        appendText(out, header, "Message-ID");
        return out.append(')').toByteArray();
    }

    private static void appendText(OctetBuffer out, HeaderBlock header, String name) {
        Optional<String> body = header.octetBody(name);
        if (body.isPresent()) {
            Nstring.append(out, body.get());
        } else {
            Nstring.appendNil(out);
        }
    }

    private static List<Entry> orElse(List<Entry> list, List<Entry> otherwise) {
        return list.isEmpty() ? otherwise : list;
    }

    private static List<Entry> addresses(HeaderBlock header, String name) {
        List<Entry> entries = new ArrayList<>();
        for (int i = header.indexOf(name, 0);
                i >= 0 && entries.size() < AddressList.MAX_ENTRIES;
                i = header.indexOf(name, i + 1)) {
            entries.addAll(AddressList.parse(header.octetBody(i)));
        }
        return entries;
    }

    private static void appendAddresses(OctetBuffer out, List<Entry> entries) {
        if (entries.isEmpty()) {
            Nstring.appendNil(out);
            return;
        }
        int start = out.length();
        boolean inGroup = false;
        out.append('(');
        for (Entry entry : entries) {
            if (out.length() - start > MAX_LIST) {
                break;
            }
            inGroup = entry.kind() == Kind.GROUP_START || inGroup && entry.kind() != Kind.GROUP_END;
            appendEntry(out, entry);
        }
        if (inGroup) {
            appendEntry(out, new Entry(Kind.GROUP_END, "", "", "", ""));
        }
        out.append(')');
    }

    private static void appendEntry(OctetBuffer out, Entry entry) {
        switch (entry.kind()) {
            case GROUP_END -> out.append("(NIL NIL NIL NIL)");
            case GROUP_START -> {
                out.append("(NIL NIL ");
                Nstring.append(out, entry.name());
                out.append(" NIL)");
            }
            case MAILBOX -> {
                out.append('(');
                Nstring.appendOrNil(out, entry.name());
                out.append(' ');
                Nstring.appendOrNil(out, entry.route());
                out.append(' ');
                appendOr(out, entry.mailbox(), NO_MAILBOX);
                out.append(' ');
                appendOr(out, entry.host(), NO_HOST);
                out.append(')');
            }
        }
    }

    private static void appendOr(OctetBuffer out, String text, String substitute) {
        int before = out.length();
        Nstring.append(out, text);
        if (out.length() == before + 2) {
            out.truncate(before);
            Nstring.append(out, substitute);
        }
    }
}
