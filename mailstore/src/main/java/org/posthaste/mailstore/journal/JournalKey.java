package org.posthaste.mailstore.journal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What entries of the journal can be found by. A value.
 *
 * @param kind what is named
 * @param name in the form of {@link #of(Kind, String)}
 */
public record JournalKey(Kind kind, String name) {
    /** Details with addresses: of who sends, receives, or is reported on. */
    private static final List<String> ADDRESSES = List.of("from", "to", "about");

    /** Details with addresses of hosts. */
    private static final List<String> HOSTS = List.of("peer", "address");

    private static final Pattern BETWEEN = Pattern.compile("[,\\s<>]+");

    /** What is named. */
    public enum Kind {
        /** The id this server gave a message. */
        MESSAGE,
        /** The message's own Message-ID (RFC 5322 §3.6.4). */
        MESSAGE_ID,
        /** A mail address. */
        ADDRESS,
        /** The domain of a mail address. */
        DOMAIN,
        /** A user who logged in. */
        USER,
        /** The network address of the other side. */
        HOST
    }

    /** A key as a person writes it: in any case but for ids, a Message-ID with angle brackets or without. */
    public static JournalKey of(Kind kind, String text) {
        String bare = text.strip();
        return switch (kind) {
            case MESSAGE -> new JournalKey(kind, bare);
            case MESSAGE_ID -> new JournalKey(
                    kind, bare.startsWith("<") && bare.endsWith(">") ? bare.substring(1, bare.length() - 1) : bare);
            default -> new JournalKey(kind, bare.toLowerCase(Locale.ROOT));
        };
    }

    /** Everything an entry can be found by. */
    public static Set<JournalKey> of(JournalEntry entry) {
        Set<JournalKey> keys = new LinkedHashSet<>();
        if (!entry.message().isEmpty()) {
            keys.add(of(Kind.MESSAGE, entry.message()));
        }
        String messageId = entry.details().getOrDefault("mid", "");
        if (!messageId.isEmpty()) {
            keys.add(of(Kind.MESSAGE_ID, messageId));
        }
        String user = entry.details().getOrDefault("user", "");
        if (!user.isEmpty()) {
            keys.add(of(Kind.USER, user));
        }
        for (String detail : ADDRESSES) {
            for (String address :
                    BETWEEN.split(entry.details().getOrDefault(detail, "").toLowerCase(Locale.ROOT))) {
                int at = address.lastIndexOf('@');
                if (at > 0) {
                    keys.add(new JournalKey(Kind.ADDRESS, address));
                    keys.add(new JournalKey(Kind.DOMAIN, address.substring(at + 1)));
                }
            }
        }
        for (String detail : HOSTS) {
            String host = entry.details().getOrDefault(detail, "");
            if (!host.isEmpty()) {
                keys.add(of(Kind.HOST, host));
            }
        }
        return keys;
    }

    /** 32 bits that are the same for the same key, also in other runs. */
    @SuppressWarnings("EnumOrdinal")
    public int hash() {
        int hash = 31 * kind.ordinal() + 17;
        for (int i = 0; i < name.length(); i++) {
            hash = 31 * hash + name.charAt(i);
        }
        // The plain sum of similar names is too regular for what is looked up by its value alone.
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
