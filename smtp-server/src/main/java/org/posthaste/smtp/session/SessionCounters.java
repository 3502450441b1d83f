package org.posthaste.smtp.session;

/** What a session has done and how badly it behaves. Confined to the session's executor. */
public final class SessionCounters {
    private int transactions;
    private int accepted;
    private long acceptedOctets;
    private int refused;
    private int badCommands;
    private int refusalsInARow;
    private int failedLogins;

    /** MAIL was accepted. */
    public void transactionBegun() {
        transactions++;
    }

    /** A message is durable; earlier errors are forgiven. */
    public void accepted(long octets) {
        accepted++;
        acceptedOctets += octets;
        badCommands = 0;
        refusalsInARow = 0;
    }

    /** A syntax or order error. */
    public void badCommand() {
        badCommands++;
    }

    /** A sender, recipient or message was refused. */
    public void refusal() {
        refused++;
        refusalsInARow++;
    }

    /** A login failed. */
    public void failedLogin() {
        failedLogins++;
    }

    public int transactions() {
        return transactions;
    }

    public int accepted() {
        return accepted;
    }

    public long acceptedOctets() {
        return acceptedOctets;
    }

    public int refused() {
        return refused;
    }

    public int badCommands() {
        return badCommands;
    }

    /** Refusals since the last accepted message. */
    public int refusalsInARow() {
        return refusalsInARow;
    }

    public int failedLogins() {
        return failedLogins;
    }
}
