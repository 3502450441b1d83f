package org.posthaste.smtp.session;

import java.util.List;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.AccountId;
import org.posthaste.smtp.protocol.RcptParameters;

/**
 * An accepted recipient.
 *
 * @param address as given
 * @param parameters of RCPT
 * @param accounts where it leads to here
 * @param outside where it leads to on other hosts: itself, or what an address here forwards to
 * @param reports it is an address for reports: they are read, whether it leads anywhere or not
 */
public record Recipient(
        MailAddress address,
        RcptParameters parameters,
        List<AccountId> accounts,
        List<MailAddress> outside,
        boolean reports) {
    public Recipient {
        accounts = List.copyOf(accounts);
        outside = List.copyOf(outside);
        if (accounts.isEmpty() && outside.isEmpty() && !reports) {
            throw new IllegalArgumentException("a recipient that leads nowhere");
        }
    }

    /** A recipient like most. */
    public Recipient(
            MailAddress address, RcptParameters parameters, List<AccountId> accounts, List<MailAddress> outside) {
        this(address, parameters, accounts, outside, false);
    }

    /** True for an address here that leads to other hosts. */
    public boolean forwards() {
        return !outside.isEmpty() && !outside.contains(address);
    }
}
