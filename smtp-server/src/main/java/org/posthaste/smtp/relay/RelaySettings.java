package org.posthaste.smtp.relay;

/**
 * How mail is sent, whatever the route.
 *
 * @param hostname what this server calls itself in EHLO
 * @param port where mail exchangers are reached
 * @param timeouts for each phase
 * @param hosts how many hosts of a domain one attempt tries
 * @param recipients in one transaction, unless the host says otherwise (RFC 5321 §4.5.3.1.8 promises 100)
 */
public record RelaySettings(String hostname, int port, RelayTimeouts timeouts, int hosts, int recipients) {
    /** What is in force when nothing is set. */
    public static RelaySettings of(String hostname) {
        return new RelaySettings(hostname, 25, RelayTimeouts.STANDARD, 5, 100);
    }

    /** With another port. */
    public RelaySettings withPort(int number) {
        return new RelaySettings(hostname, number, timeouts, hosts, recipients);
    }

    /** With other time limits. */
    public RelaySettings withTimeouts(RelayTimeouts limits) {
        return new RelaySettings(hostname, port, limits, hosts, recipients);
    }
}
