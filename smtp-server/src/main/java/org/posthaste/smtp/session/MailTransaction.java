package org.posthaste.smtp.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.protocol.MailParameters;

/**
 * A mail transaction from MAIL to the end of the message (RFC 5321 §3.3). Owns the message being received. Confined to
 * the session's executor.
 */
public final class MailTransaction {
    private final String id;
    private final Optional<MailAddress> sender;
    private final MailParameters parameters;
    private final Instant begun;
    private final List<Recipient> recipients = new ArrayList<>(2);
    private @Nullable Reception reception;
    private boolean chunked;
    private int outside;

    /**
     * A transaction that has just begun.
     *
     * @param id the message's id in logs, journal and Received
     * @param sender the reverse-path; empty for the null path
     * @param parameters of MAIL
     * @param begun now
     */
    public MailTransaction(String id, Optional<MailAddress> sender, MailParameters parameters, Instant begun) {
        this.id = id;
        this.sender = sender;
        this.parameters = parameters;
        this.begun = begun;
    }

    /** The message's id in logs, journal and Received. */
    public String id() {
        return id;
    }

    /** The reverse-path; empty for the null path. */
    public Optional<MailAddress> sender() {
        return sender;
    }

    /** The reverse-path as logged, {@code <>} for the null path. */
    public String senderText() {
        return sender.map(MailAddress::toString).orElse("<>");
    }

    /** Parameters of MAIL. */
    public MailParameters parameters() {
        return parameters;
    }

    /** When MAIL came. */
    public Instant begun() {
        return begun;
    }

    /** Accepted recipients in order. */
    public List<Recipient> recipients() {
        return Collections.unmodifiableList(recipients);
    }

    /** Addresses of other hosts that the recipients lead to, one that several lead to counted for each. */
    public int outside() {
        return outside;
    }

    /** One more recipient. */
    public void add(Recipient recipient) {
        recipients.add(recipient);
        outside += recipient.outside().size();
    }

    /** The message being received, once DATA or the first BDAT came. */
    public Optional<Reception> reception() {
        return Optional.ofNullable(reception);
    }

    /** Begins to receive the message; this transaction closes it, unless it is handed over. */
    public void begin(Reception started, boolean inChunks) {
        reception = started;
        chunked = inChunks;
    }

    /** True once BDAT was used: DATA is refused then (RFC 3030 §2). */
    public boolean chunked() {
        return chunked;
    }

    /** The transaction is over; what was received and not handed over is forgotten. */
    public void close() {
        if (reception != null) {
            reception.close();
        }
    }
}
