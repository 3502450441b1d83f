package org.posthaste.imap.notify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.posthaste.imap.namespace.OtherUsers;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.session.AnnotationNews;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.Annotations;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;

/**
 * Tells a client which annotations others have changed, by name only: RFC 5464 §4.4.2, after ENABLE METADATA of all mailboxes it may see, after NOTIFY of those it named (RFC 5465 §5.6 and
 * §5.7). What is kept are digests of the values. They are read anew only when annotations have changed anywhere. Confined to the session's executor; reading may block.
 */
public final class AnnotationWatch implements AnnotationNews {
    private final Account viewer;
    private final Annotations annotations;
    private boolean all;
    private Optional<NotifyRequest> request = Optional.empty();
    private long version;
    private State told;

    private AnnotationWatch(Account viewer, Annotations annotations) {
        this.viewer = viewer;
        this.annotations = annotations;
        this.version = annotations.version();
        this.told = read();
    }

    /** The session's, made if it has none. */
    public static AnnotationWatch of(ImapSession session, Account viewer) {
        if (session.annotationNews().orElse(null) instanceof AnnotationWatch known) {
            return known;
        }
        AnnotationWatch made =
                new AnnotationWatch(viewer, session.services().store().annotations());
        session.annotationNews(made);
        return made;
    }

    /** From now on all changes are told. */
    public void all() {
        all = true;
    }

    /** From now on what NOTIFY asks for is told. */
    public void notify(NotifyRequest asked) {
        request = Optional.of(asked);
    }

    /** Annotations by mailbox and entry, as digests; the server's have no mailbox. */
    private record State(Map<Optional<MailboxId>, Map<String, Long>> digests, Map<MailboxId, MailboxName> names) {}

    private State read() {
        Map<MailboxId, MailboxName> names = new HashMap<>();
        for (MailboxInfo info : viewer.mailboxes()) {
            info.id().ifPresent(id -> names.put(id, info.name()));
        }
        for (Account owner : viewer.sharers()) {
            for (MailboxInfo info : owner.mailboxes()) {
                if (info.id().isPresent() && new Place(viewer, owner, info.name()).visible()) {
                    names.put(info.id().get(), OtherUsers.shown(owner, info.name()));
                }
            }
        }
        Map<Optional<MailboxId>, Map<String, Long>> digests = new HashMap<>();
        annotations
                .of(viewer.id(), names.keySet())
                .forEach((id, values) -> digests.put(Optional.of(id), digests(values)));
        digests.put(Optional.empty(), digests(annotations.ofServer(viewer.id())));
        return new State(digests, names);
    }

    private static Map<String, Long> digests(SortedMap<String, byte[]> values) {
        Map<String, Long> digests = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.forEach((entry, value) -> digests.put(entry, digest(value)));
        return digests;
    }

    private static long digest(byte[] value) {
        return (long) value.length << 32 | Arrays.hashCode(value) & 0xFFFFFFFFL;
    }

    @Override
    public void own(Optional<MailboxId> mailbox, Map<String, Optional<byte[]>> changes) {
        Map<String, Long> known =
                told.digests().computeIfAbsent(mailbox, id -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
        changes.forEach((entry, value) -> {
            if (value.isPresent()) {
                known.put(entry, digest(value.get()));
            } else {
                known.remove(entry);
            }
        });
    }

    @Override
    public void write(ImapWriter out) {
        long now = annotations.version();
        if (now == version) {
            return;
        }
        version = now;
        State before = told;
        told = read();
        Set<MailboxName> subscribed = new HashSet<>(viewer.subscriptions());
        Map<MailboxName, Set<String>> changed = new TreeMap<>();
        told.names().forEach((id, name) -> {
            if (all || wants(name, subscribed)) {
                changed.put(name, changed(Optional.of(id), before));
            }
        });
        if (all
                || request.filter(asked -> asked.wants(NotifyEvent.SERVER_METADATA))
                        .isPresent()) {
            write("", changed(Optional.empty(), before), out);
        }
        changed.forEach((name, entries) -> write(name.value(), entries, out));
    }

    private boolean wants(MailboxName name, Set<MailboxName> subscribed) {
        return request.filter(asked -> asked.events(name, subscribed).contains(NotifyEvent.MAILBOX_METADATA))
                .isPresent();
    }

    private Set<String> changed(Optional<MailboxId> mailbox, State before) {
        Map<String, Long> old = before.digests().getOrDefault(mailbox, Map.of());
        Map<String, Long> fresh = told.digests().getOrDefault(mailbox, Map.of());
        Set<String> changed = new TreeSet<>();
        List<String> entries = new ArrayList<>(fresh.keySet());
        entries.addAll(old.keySet());
        for (String entry : entries) {
            if (!Optional.ofNullable(old.get(entry)).equals(Optional.ofNullable(fresh.get(entry)))) {
                changed.add(entry);
            }
        }
        return changed;
    }

    private static void write(String mailbox, Set<String> entries, ImapWriter out) {
        if (!entries.isEmpty()) {
            out.text("* METADATA ").mailbox(mailbox);
            entries.forEach(entry -> out.sp().astring(entry));
            out.crlf();
        }
    }
}
