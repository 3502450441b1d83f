package org.posthaste.smtp.session;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.sasl.LoginContext;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.smtp.session.SmtpState.Connected;
import org.posthaste.smtp.session.SmtpState.Greeted;
import org.posthaste.smtp.session.SmtpState.Greeting;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.verify.ServiceIds;
import org.posthaste.smtp.verify.dkim.MessageHasher;

/** One connection: facts, state, counters. Confined to the session's executor. */
public final class SmtpSession {
    private final Connection connection;
    private final ListenerConfig listener;
    private final ListenerRole role;
    private final SmtpConfig config;
    private final MailStore store;
    private final Clock clock;
    private final ServiceIds ours;
    private final SessionCounters counters = new SessionCounters();
    private SmtpState state = new Connected();
    private @Nullable Login login;

    /** A session on a new connection. */
    public SmtpSession(
            Connection connection, ListenerConfig listener, SmtpConfig config, MailStore store, Clock clock) {
        this.connection = connection;
        this.listener = listener;
        this.role = ListenerRole.of(listener);
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.ours =
                new ServiceIds(List.of(config.hostname(), config.verification().authservId()));
    }

    public Connection connection() {
        return connection;
    }

    public ListenerRole role() {
        return role;
    }

    public SmtpConfig config() {
        return config;
    }

    public MailStore store() {
        return store;
    }

    public SessionCounters counters() {
        return counters;
    }

    public Clock clock() {
        return clock;
    }

    public SmtpState state() {
        return state;
    }

    /** Connection id, {@code sid} of the log lines. */
    public String sid() {
        return connection.id();
    }

    /** The client's address. */
    public InetAddress peer() {
        return connection.peer().getAddress();
    }

    /** Who has logged in. */
    public Optional<Login> login() {
        return Optional.ofNullable(login);
    }

    /** Somebody has logged in. */
    public void login(Login who) {
        login = who;
    }

    /** Where a login would come from. */
    public LoginContext loginContext() {
        return new LoginContext("smtp", sid(), peer(), connection.tls());
    }

    /** True if passwords and mail are safe on their way here: TLS, or no network at all. */
    public boolean confidential() {
        return connection.tls().isPresent() || peer().isLoopbackAddress();
    }

    /**
     * True if this client may send to other hosts: a user who logged in for submission, or a host of a trusted network.
     * LMTP is for mail that has arrived.
     */
    public boolean maySendOutside() {
        return switch (role) {
            case SUBMISSION -> login != null;
            case MX -> config.outside().trusted().stream().anyMatch(network -> network.contains(peer()));
            case LMTP -> false;
        };
    }

    /** True if it is to be found out who really sent the mail that comes here. */
    public boolean verifies() {
        return role == ListenerRole.MX && !maySendOutside() && !exempt();
    }

    /** True for mail from hosts that have verified it, or whose mail need not be. */
    private boolean exempt() {
        return config.verification().exempt().stream().anyMatch(network -> network.contains(peer()));
    }

    /** What is done with the octets of a message beside storing them. */
    public Treatment treatment(MailTransaction transaction) {
        if (verifies()) {
            boolean sealed = transaction.recipients().stream().anyMatch(Recipient::forwards);
            return treatment(sealed ? MessageHasher.Need.VERIFY_AND_SIGN : MessageHasher.Need.VERIFY);
        }
        return maySendOutside() ? treatment(MessageHasher.Need.SIGN) : Treatment.NONE;
    }

    private Treatment treatment(MessageHasher.Need need) {
        return new Treatment(Optional.of(ours), Optional.of(need));
    }

    /** True while STARTTLS is possible. */
    public boolean startTlsOffered() {
        return listener.tls() == TlsMode.STARTTLS && connection.tls().isEmpty();
    }

    /** The client has greeted; an open transaction is dropped (RFC 5321 §4.1.4). */
    public void greeted(Greeting greeting) {
        dropTransaction();
        state = new Greeted(greeting);
    }

    /** A mail transaction begins. */
    public void begin(Greeting greeting, MailTransaction transaction) {
        counters.transactionBegun();
        state = new InTransaction(greeting, transaction);
    }

    /** The mail transaction, if any, is over; a message that was not handed over is forgotten. */
    public void dropTransaction() {
        if (state instanceof InTransaction open) {
            open.transaction().close();
            state = new Greeted(open.greeting());
        }
    }

    /** TLS has begun: nothing said in clear counts any more (RFC 3207 §4.2). */
    public void forgetEverything() {
        dropTransaction();
        state = new Connected();
        login = null;
    }

    /** True when it began longer ago than the limit for whole messages. */
    public boolean overdue(Instant begun) {
        return begun.plus(config.timeouts().message()).isBefore(clock.instant());
    }

    /** A journal entry of this session. */
    public JournalEntry entry(JournalEntry.Kind kind, String message, Map<String, String> details) {
        Map<String, String> all = new HashMap<>(details);
        all.put("peer", peer().getHostAddress());
        if (login != null) {
            all.put("user", login.user());
        }
        return new JournalEntry(clock.instant(), kind, message, sid(), all);
    }
}
