package org.posthaste.smtp.session;

import org.posthaste.mailstore.AccountId;

/** Who has logged in. */
public record Login(String user, AccountId account) {}
