package org.posthaste.imap.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.Octets;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/**
 * A relative IMAP URL of a message or a part of one, RFC 5092 §6 and §7: {@code /Drafts;UIDVALIDITY=7/;UID=20/;SECTION=1.2;PARTIAL=0.100}. Immutable.
 *
 * @param mailbox empty for the selected mailbox
 * @param uidValidity 0 if not given
 */
public record MessageUrl(Optional<MailboxName> mailbox, int uidValidity, int uid, Section section, Partial partial) {
    private static final Pattern FORM = Pattern.compile(
            "(?:/?([^;]*?))?(?:;UIDVALIDITY=([1-9]\\d{0,9}))?(?:^|/|^/);UID=([1-9]\\d{0,9})"
                    + "(?:/;SECTION=([^;]*))?(?:/?;PARTIAL=(\\d{1,18})(?:\\.(\\d{1,18}))?)?",
            Pattern.CASE_INSENSITIVE);

    /** Reads a URL; empty if it is not of that form. Anything with a scheme or a server is not: it would lead elsewhere. */
    public static Optional<MessageUrl> parse(String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches() || url.startsWith("//") || url.regionMatches(true, 0, "imap:", 0, 5)) {
            return Optional.empty();
        }
        try {
            String name = decoded(form.group(1) == null ? "" : form.group(1));
            Section section = section(decoded(form.group(4) == null ? "" : form.group(4)));
            Partial partial = form.group(5) == null
                    ? Partial.ALL
                    : new Partial(
                            Long.parseLong(form.group(5)),
                            form.group(6) == null ? Long.MAX_VALUE : Long.parseLong(form.group(6)));
            return Optional.of(new MessageUrl(
                    name.isEmpty() ? Optional.empty() : Optional.of(new MailboxName(name)),
                    form.group(2) == null ? 0 : Integer.parseInt(form.group(2)),
                    Integer.parseInt(form.group(3)),
                    section,
                    partial));
        } catch (NumberFormatException | ImapSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Section section(String text) {
        ImapParser parser = ImapParser.of("[" + text + "]");
        Section section = Section.parse(parser);
        parser.end();
        return section;
    }

    /** Takes away percent-encoding, RFC 3986 §2.1; fails with a NumberFormatException when it is wrong. */
    private static String decoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                octets.write(encoded[i]);
            } else if (i + 2 < encoded.length) {
                octets.write(Integer.parseUnsignedInt(new String(encoded, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                throw new NumberFormatException("percent-encoding is cut short");
            }
        }
        byte[] name = octets.toByteArray();
        return Octets.text(name, 0, name.length);
    }

    /** The octets this leads to in its mailbox; empty if there is no such message or part. */
    public Optional<ByteSource> open(Mailbox in) throws IOException {
        MailboxSnapshot snapshot = in.snapshot();
        int index = snapshot.indexOf(uid);
        if (index < 0 || uidValidity != 0 && uidValidity != snapshot.uidValidity()) {
            return Optional.empty();
        }
        MessageReader reader = in.reader();
        return section.locate(new MessageContent() {
                    @Override
                    public RenderedMessage rendered() throws IOException {
                        return reader.rendered(snapshot, index);
                    }

                    @Override
                    public ByteSource octets() throws IOException {
                        return reader.octets(snapshot, index);
                    }
                })
                .map(partial::of);
    }
}
