package org.posthaste.imap.session;

import java.util.EnumSet;
import java.util.Set;

/** What a client has switched on, and what follows for the responses it gets. Confined to the session's executor. */
public final class EnabledFeatures {
    private boolean notified;
    private final Set<Feature> enabled = EnumSet.noneOf(Feature.class);

    public boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /** Switches a feature on, with those it implies; false if it was on. */
    boolean add(Feature feature) {
        if (feature == Feature.QRESYNC) {
            // RFC 7162 §3.2.3: ENABLE QRESYNC is a CONDSTORE enabling command.
            enabled.add(Feature.CONDSTORE);
        }
        return enabled.add(feature);
    }

    void clear() {
        enabled.clear();
        notified = false;
    }

    /** FETCH responses that tell flags tell the modification sequence, RFC 7162 §3.1. */
    public boolean modSeqs() {
        return enabled.contains(Feature.CONDSTORE);
    }

    /** NOTIFY was used. */
    void notified() {
        notified = true;
    }

    /** FETCH responses nobody asked for tell the UID, RFC 7162 §3.2.4, RFC 9051 §7.5.2, RFC 5465 §5.1; unless they begin with it. */
    public boolean uids() {
        return !uidOnly() && (notified || enabled.contains(Feature.CONDSTORE) || enabled.contains(Feature.IMAP4REV2));
    }

    /** The same for FETCH responses of a command: with {@code UID} before it they tell the UID too, RFC 3501 §6.4.8. */
    public boolean uids(boolean uidCommand) {
        return uidCommand && !uidOnly() || uids();
    }

    /** Messages have no sequence numbers for this client, RFC 9586 §3. */
    public boolean uidOnly() {
        return enabled.contains(Feature.UIDONLY);
    }

    /** Mailbox names and quoted strings are UTF-8, RFC 6855 §3 and RFC 9051 §5.1. */
    public boolean utf8Names() {
        return enabled.contains(Feature.UTF8_ACCEPT) || enabled.contains(Feature.IMAP4REV2);
    }

    /** \Recent is told of, which RFC 9051 does away with. */
    public boolean recent() {
        return !enabled.contains(Feature.IMAP4REV2);
    }

    /** Expunged messages are told by UID, RFC 7162 §3.2.10 and RFC 9586 §3.6. */
    public boolean vanished() {
        return enabled.contains(Feature.QRESYNC) || uidOnly();
    }
}
