package org.posthaste.pop3.session;

import java.time.Clock;
import java.time.Duration;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.mailstore.MailStore;

/**
 * What all sessions of a server share. Thread-safe.
 *
 * @param hostName the server's name in the greeting
 * @param locks who has which maildrop
 * @param times waiting times and limits of a session
 * @param clock dates entries of the journal
 */
public record Pop3Environment(
        String hostName, MailStore store, Authenticator authenticator, MaildropLocks locks, Times times, Clock clock) {
    /**
     * Waiting times and limits of a session.
     *
     * @param loginIdle silence allowed before login
     * @param idle silence allowed after login, at least ten minutes (RFC 1939 §3)
     * @param lockWait how long a login waits for another session to let go of the maildrop
     * @param badCommands how many lines that are no POP3 a session may send
     * @param failedLogins how many logins of a session may fail
     */
    public record Times(Duration loginIdle, Duration idle, Duration lockWait, int badCommands, int failedLogins) {}
}
