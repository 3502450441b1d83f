package org.posthaste.mailstore.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/** A mailbox made of a list, which counts how often messages are read. */
public final class ListedMessages implements MailboxSnapshot, MessageReader {
    private record Entry(ByteSource octets, RenderedMessage rendered, long flags, InternalDate date, long saved) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> keywords;
    public int renderedReads;
    public int octetReads;

    public ListedMessages(String... keywords) {
        this.keywords = List.of(keywords);
    }

    public ListedMessages add(String message) {
        return add(message, 0);
    }

    public ListedMessages add(String message, long flags) {
        return add(message.getBytes(StandardCharsets.ISO_8859_1), flags, new InternalDate(0, 0), 0);
    }

    public ListedMessages add(byte[] octets, long flags, InternalDate date, long saved) {
        MessageParser parser = new MessageParser();
        parser.accept(octets, 0, octets.length);
        return add(
                ByteSource.of(octets), RenderedMessage.decode(parser.finish().render(new byte[0])), flags, date, saved);
    }

    public ListedMessages add(ByteSource octets, RenderedMessage rendered, long flags, InternalDate date, long saved) {
        entries.add(new Entry(octets, rendered, flags, date, saved));
        return this;
    }

    @Override
    public RenderedMessage rendered(MailboxSnapshot snapshot, int index) {
        renderedReads++;
        return entries.get(index).rendered();
    }

    @Override
    public ByteSource octets(MailboxSnapshot snapshot, int index) {
        octetReads++;
        return entries.get(index).octets();
    }

    @Override
    public MailboxId mailbox() {
        return new MailboxId(1);
    }

    @Override
    public int uidValidity() {
        return 1;
    }

    @Override
    public int uidNext() {
        return uid(count());
    }

    @Override
    public long highestModSeq() {
        return count();
    }

    @Override
    public int count() {
        return entries.size();
    }

    /** UIDs are 10, 20, 30. */
    @Override
    public int uid(int index) {
        return 10 * (index + 1);
    }

    @Override
    public long flags(int index) {
        return entries.get(index).flags();
    }

    @Override
    public long modSeq(int index) {
        return index + 1;
    }

    @Override
    public long size(int index) {
        return entries.get(index).octets().size();
    }

    @Override
    public InternalDate internalDate(int index) {
        return entries.get(index).date();
    }

    @Override
    public long contentId(int index) {
        return uid(index);
    }

    @Override
    public long saveDate(int index) {
        return entries.get(index).saved();
    }

    @Override
    public int indexOf(int uid) {
        int index = uid / 10 - 1;
        if (uid % 10 == 0 && index >= 0 && index < count()) {
            return index;
        }
        int before = Math.max(0, Math.min(count(), uid / 10));
        return -before - 1;
    }

    @Override
    public List<String> keywords() {
        return keywords;
    }

    @Override
    public int firstUnseen() {
        for (int i = 0; i < count(); i++) {
            if ((flags(i) & FlagBits.SEEN) == 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int unseen() {
        return (int)
                entries.stream().filter(e -> (e.flags() & FlagBits.SEEN) == 0).count();
    }

    @Override
    public Difference since(MailboxSnapshot older) {
        throw new UnsupportedOperationException();
    }
}
