package org.posthaste.imap.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.Octets;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxSnapshot;

/** {@code FLAGS (...)} for flag bits, each combination put together once: folders hold few. Confined to the session's executor. */
public final class FlagsText {
    /** Bit used inside for \Recent; no flag of the store has it. */
    private static final long RECENT = 1L << 62;

    private final MailboxSnapshot snapshot;
    private final Map<Long, byte[]> known = new HashMap<>();
    private long lastBits = -1;
    private byte[] lastText = new byte[0];

    /** Texts for messages of a snapshot, which names the keywords. */
    public FlagsText(MailboxSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Writes {@code FLAGS (...)}. */
    public void write(long bits, boolean recent, ImapWriter out) {
        long key = recent ? bits | RECENT : bits;
        if (key != lastBits) {
            lastText = known.computeIfAbsent(key, this::text);
            lastBits = key;
        }
        out.octets(lastText);
    }

    /** True if so many combinations were met that it is better to start anew. */
    boolean outgrown() {
        return known.size() > 1000;
    }

    private byte[] text(long key) {
        List<String> names = snapshot.flagNames(key & ~RECENT);
        String flags = String.join(" ", names);
        if ((key & RECENT) != 0) {
            flags += flags.isEmpty() ? "\\Recent" : " \\Recent";
        }
        return Octets.ascii("FLAGS (" + flags + ")");
    }

    /** Bits of flags by name in a snapshot's mailbox; names unknown there have none. */
    static long bits(Iterable<String> names, MailboxSnapshot snapshot) {
        long bits = 0;
        for (String name : names) {
            var system = FlagBits.systemBit(name);
            if (system.isPresent()) {
                bits |= 1L << system.getAsInt();
                continue;
            }
            List<String> keywords = snapshot.keywords();
            for (int i = 0; i < keywords.size(); i++) {
                if (keywords.get(i).equalsIgnoreCase(name)) {
                    bits |= 1L << (FlagBits.FIRST_KEYWORD + i);
                }
            }
        }
        return bits;
    }
}
