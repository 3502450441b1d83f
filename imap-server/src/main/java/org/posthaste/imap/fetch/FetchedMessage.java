package org.posthaste.imap.fetch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;

/** The message a {@link FetchStream} is at; reads no more of it than is asked for. Confined to the session's executor. */
public final class FetchedMessage implements MessageContent {
    private final SelectedMailbox mailbox;
    private final MailboxSnapshot view;
    private int index;
    private @Nullable RenderedMessage rendered;
    private @Nullable ByteSource octets;

    FetchedMessage(SelectedMailbox mailbox) {
        this.mailbox = mailbox;
        this.view = mailbox.view();
    }

    void moveTo(int newIndex) {
        index = newIndex;
        rendered = null;
        octets = null;
    }

    public SelectedMailbox mailbox() {
        return mailbox;
    }

    /** The messages by sequence number. */
    public MailboxSnapshot view() {
        return view;
    }

    /** Index in {@link #view}. */
    public int index() {
        return index;
    }

    @Override
    public RenderedMessage rendered() throws IOException {
        RenderedMessage known = rendered;
        if (known == null) {
            known = mailbox.reader().rendered(view, index);
            rendered = known;
        }
        return known;
    }

    @Override
    public ByteSource octets() throws IOException {
        ByteSource known = octets;
        if (known == null) {
            known = mailbox.reader().octets(view, index);
            octets = known;
        }
        return known;
    }
}
