package org.posthaste.imap.session;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.common.sasl.LoginContext;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.UidSet;

/** One conversation: its connection, its state, what the client has enabled, and output that waits to be sent. Confined to the session's executor. */
public final class ImapSession {
    private final Connection connection;
    private final ListenerConfig listener;
    private final ImapServices services;
    private final EnabledFeatures features = new EnabledFeatures();
    private final ImapWriter out = new ImapWriter();
    private Instant begun;
    private ImapState state = new ImapState.NotAuthenticated();
    private int failedLogins;
    private @Nullable Runnable cancel;
    private boolean expungesHeld;
    private Optional<Watch> watch = Optional.empty();
    private Optional<AnnotationNews> annotationNews = Optional.empty();
    private Runnable newsListener = () -> {};
    /** First UID of messages of which NOTIFY may have more to tell. */
    private int firstFresh = Integer.MAX_VALUE;

    public ImapSession(Connection connection, ListenerConfig listener, ImapServices services) {
        this.connection = connection;
        this.listener = listener;
        this.services = services;
        this.begun = services.clock().instant();
    }

    public Connection connection() {
        return connection;
    }

    public ImapServices services() {
        return services;
    }

    public ImapConfig config() {
        return services.config();
    }

    // ---- state

    public ImapState state() {
        return state;
    }

    public void state(ImapState next) {
        state = next;
        connection.describe(
                next instanceof ImapState.Selected selected
                        ? selected.mailbox().mailbox().name().value()
                        : "");
    }

    /** The account, once logged in. */
    public Optional<Account> account() {
        if (state instanceof ImapState.Authenticated authenticated) {
            return Optional.of(authenticated.account());
        }
        return state instanceof ImapState.Selected selected ? Optional.of(selected.account()) : Optional.empty();
    }

    /** The selected mailbox. */
    public Optional<SelectedMailbox> selected() {
        return state instanceof ImapState.Selected selected ? Optional.of(selected.mailbox()) : Optional.empty();
    }

    /** Forgets the user and all that came with the login, RFC 8437 §4.1. */
    public void logOut() {
        state(new ImapState.NotAuthenticated());
        features.clear();
        watch.ifPresent(Watch::close);
        watch = Optional.empty();
        annotationNews = Optional.empty();
        firstFresh = Integer.MAX_VALUE;
        out.utf8Names(false);
        begun = services.clock().instant();
        connection.releaseUser();
        connection.idleTimeout(config().loginTimeout());
    }

    /** Leaves the selected mailbox, if there is one. */
    public void deselect() {
        firstFresh = Integer.MAX_VALUE;
        if (state instanceof ImapState.Selected selected) {
            state(new ImapState.Authenticated(selected.account()));
        }
    }

    // ---- login

    /** True if passwords in clear are safe here: TLS, or a peer on this very host. */
    public boolean privacy() {
        InetAddress peer = connection.peer().getAddress();
        return connection.tls().isPresent() || peer != null && peer.isLoopbackAddress();
    }

    /** True if STARTTLS makes sense now. */
    public boolean mayStartTls() {
        return listener.tls() == ListenerConfig.TlsMode.STARTTLS
                && connection.tls().isEmpty()
                && state instanceof ImapState.NotAuthenticated;
    }

    /** Where a login comes from. */
    public LoginContext loginContext() {
        return new LoginContext("imap", connection.id(), connection.peer().getAddress(), connection.tls());
    }

    /** True if a client that has not logged in was here too long, however busy it is. */
    public boolean loginOverdue() {
        return state instanceof ImapState.NotAuthenticated
                && services.clock().instant().isAfter(begun.plus(config().loginLimit()));
    }

    /** Counts a failed login; true when there were too many. */
    public boolean loginFailed() {
        return ++failedLogins >= config().maxFailedLogins();
    }

    /** What CAPABILITY tells now. */
    public String capabilities() {
        return services.capabilities().apply(this);
    }

    /** What CAPABILITY does not tell. */
    public Set<String> hiddenCapabilities() {
        Set<String> everybody = config().announcement().untold();
        Set<String> user = account().map(Account::hiddenCapabilities).orElse(Set.of());
        if (everybody.isEmpty() || user.isEmpty()) {
            return everybody.isEmpty() ? user : everybody;
        }
        Set<String> both = new HashSet<>(everybody);
        both.addAll(user);
        return both;
    }

    // ---- features

    /** What the client has switched on. */
    public EnabledFeatures features() {
        return features;
    }

    public boolean enabled(Feature feature) {
        return features.has(feature);
    }

    /** Switches a feature on; false if it was on. CONDSTORE switched on with a mailbox selected tells HIGHESTMODSEQ, RFC 7162 §3.1. */
    public boolean enable(Feature feature) {
        boolean modSeqs = features.modSeqs();
        boolean fresh = features.add(feature);
        out.utf8Names(features.utf8Names());
        if (features.modSeqs() && !modSeqs) {
            selected()
                    .ifPresent(mailbox -> remark(
                            ResponseCode.of("HIGHESTMODSEQ", mailbox.told().highestModSeq()), "Highest"));
        }
        return fresh;
    }

    // ---- output

    /** Output that goes out with {@link #flush}. */
    public ImapWriter out() {
        return out;
    }

    /** An untagged OK. */
    public void remark(ResponseCode code, String text) {
        StatusResponse.ok(code, text).write("*", out);
    }

    /** Hands what was written to the connection. */
    public void flush() {
        if (!out.isEmpty()) {
            byte[] octets = out.take();
            Wire.sent(connection.trace(), octets);
            connection.write(octets);
        }
    }

    /** Writes what has changed in the selected mailbox since the client was last told, as far as NOTIFY lets it. If the mailbox is deleted, says goodbye (RFC 2180 §3.3). */
    public void writeUpdates(boolean expunges) {
        if (watch.map(Watch::messages).orElse(true)) {
            writeAllUpdates(expunges);
        }
        annotationNews.ifPresent(news -> news.write(out));
    }

    /** The same whatever NOTIFY says: behind a command that expunged messages. */
    public void writeAllUpdates(boolean expunges) {
        if (state instanceof ImapState.Selected selected) {
            SelectedMailbox mailbox = selected.mailbox();
            if (!mailbox.readable()) {
                goodbye("The selected mailbox may not be read any more");
                return;
            }
            int known = mailbox.view().uidNext();
            try {
                mailbox.writeUpdates(out, expunges, watch.map(Watch::flags).orElse(true));
            } catch (StoreException e) {
                if (e.failure() != StoreFailure.NOT_FOUND) {
                    throw e;
                }
                goodbye("The selected mailbox was deleted");
            }
            if (watch.isPresent() && mailbox.view().uidNext() > known) {
                firstFresh = Math.min(firstFresh, known);
            }
        }
    }

    // ---- news without asking

    /** Whom {@link #news} tells. */
    public void onNews(Runnable listener) {
        newsListener = listener;
    }

    /** Something may have happened that the client wants to hear of now. */
    public void news() {
        newsListener.run();
    }

    /** From now on the client is told what this watch says, RFC 5465 §3.1. */
    public void watch(Watch next) {
        watch.ifPresent(Watch::close);
        watch = Optional.of(next);
        features.notified();
        firstFresh = Integer.MAX_VALUE;
    }

    /** Writes what is to be told now. While the client waits in IDLE ({@code idling}), that is all there is, and otherwise what NOTIFY says. */
    public void writeNews(boolean idling) {
        if (idling || watch.isPresent()) {
            writeUpdates(idling || !watch.map(Watch::delayed).orElse(true));
        }
        watch.ifPresent(present -> {
            present.writeOthers(out);
            annotationNews.ifPresent(news -> news.write(out));
        });
    }

    /** Who tells of changed annotations, if anybody does. */
    public Optional<AnnotationNews> annotationNews() {
        return annotationNews;
    }

    /** From now on this one tells of changed annotations. */
    public void annotationNews(AnnotationNews news) {
        annotationNews = Optional.of(news);
    }

    /** The client itself has done something to a name: NOTIFY need not tell it, RFC 5465 §5. */
    public void ownName(MailboxName shown) {
        watch.ifPresent(present -> present.ownName(shown));
    }

    /** The same for messages the client has expunged by closing a mailbox. */
    public void ownExpunge(MailboxId mailbox, long messages) {
        watch.ifPresent(present -> present.ownExpunge(mailbox, messages));
    }

    /** The same for messages the client has put into a mailbox. */
    public void ownMessages(MailboxId mailbox, UidSet uids) {
        watch.ifPresent(present -> present.ownMessages(mailbox, uids));
    }

    /** True if {@link #takeFresh} has something. */
    public boolean hasFresh() {
        return firstFresh < Integer.MAX_VALUE;
    }

    /** What is to be told of messages the client has just been told of, RFC 5465 §5.2. */
    public Optional<ResponseSource> takeFresh() {
        int first = firstFresh;
        firstFresh = Integer.MAX_VALUE;
        return first < Integer.MAX_VALUE && state instanceof ImapState.Selected selected
                ? watch.filter(Watch::messages).flatMap(present -> present.describe(selected.mailbox(), first))
                : Optional.empty();
    }

    /** Sequence numbers must not change before the command under way has ended, RFC 7162 §3.2.10.2. */
    public void holdExpunges() {
        expungesHeld = true;
    }

    /** True if {@link #holdExpunges} was called since the last command. */
    public boolean takeExpungesHeld() {
        boolean held = expungesHeld;
        expungesHeld = false;
        return held;
    }

    /** True if messages were expunged that the client still has to be told of. */
    public boolean expungesPending() {
        return selected().map(SelectedMailbox::expungesPending).orElse(false);
    }

    /** An untagged BYE, and the end. */
    public void goodbye(String text) {
        StatusResponse.bye(text).write("*", out);
        flush();
        state = new ImapState.LoggedOut();
        connection.close(Connection.CloseMode.AFTER_FLUSH);
    }

    // ---- work elsewhere

    /** What to do if the connection ends while a command's work goes on elsewhere; {@link #workDone} forgets it. */
    public void workBegun(Runnable whenClosed) {
        cancel = whenClosed;
    }

    public void workDone() {
        cancel = null;
    }

    /** The connection is gone. */
    public void closed() {
        watch.ifPresent(Watch::close);
        watch = Optional.empty();
        Runnable running = cancel;
        if (running != null) {
            running.run();
        }
        state = new ImapState.LoggedOut();
    }
}
