package org.posthaste.app.admin;

import java.util.Optional;
import org.posthaste.app.ClientSettings;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.mailstore.MailStore;

/**
 * What actions work on.
 *
 * @param store the open store
 * @param clients what users type into their mail programs
 * @param passwords makes the stored forms of a password
 * @param server the running server, if this process is one
 */
public record AdminContext(
        MailStore store, ClientSettings clients, PasswordHasher passwords, Optional<RunningServer> server) {}
