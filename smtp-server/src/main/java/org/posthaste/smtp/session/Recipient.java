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
 * @param accounts where it leads to, at least one
 */
public record Recipient(MailAddress address, RcptParameters parameters, List<AccountId> accounts) {
    public Recipient {
        accounts = List.copyOf(accounts);
    }
}
