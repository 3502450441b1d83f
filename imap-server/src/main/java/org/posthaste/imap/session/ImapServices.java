package org.posthaste.imap.session;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.sort.HeaderColumnsCache;

/**
 * What all sessions of a server share.
 *
 * @param searches where searches run that read messages; refuses work when too much waits
 * @param columns what SORT and THREAD remember of mailboxes
 * @param capabilities what CAPABILITY tells a session now
 */
public record ImapServices(
        ImapConfig config,
        MailStore store,
        Authenticator authenticator,
        Clock clock,
        ExecutorService searches,
        HeaderColumnsCache columns,
        Function<ImapSession, String> capabilities) {}
