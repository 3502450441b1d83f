package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;

/** RFC822, RFC822.HEADER and RFC822.TEXT, RFC 3501 §6.4.5; and RFC822.PEEK of older days, which Outlook still sends. */
public final class Rfc822Item implements FetchItem {
    private final String name;
    private final FetchAttribute attribute;

    private Rfc822Item(String name, FetchAttribute attribute) {
        this.name = name;
        this.attribute = attribute;
    }

    public static Rfc822Item whole() {
        return new Rfc822Item("RFC822", BodySection.named("RFC822", Section.whole(), false));
    }

    public static Rfc822Item peek() {
        return new Rfc822Item("RFC822.PEEK", BodySection.named("RFC822", Section.whole(), true));
    }

    public static Rfc822Item header() {
        return new Rfc822Item("RFC822.HEADER", BodySection.named("RFC822.HEADER", Section.header(), true));
    }

    public static Rfc822Item text() {
        return new Rfc822Item("RFC822.TEXT", BodySection.named("RFC822.TEXT", Section.text(), false));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return attribute;
    }
}
