package org.posthaste.app.admin;

import java.util.Optional;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.acme.CertificateDesk;
import org.posthaste.app.doctor.Doctor;
import org.posthaste.app.records.RecordSource;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.mailstore.MailStore;
import org.posthaste.smtp.sign.DomainKeys;

/**
 * What actions work on.
 *
 * @param store the open store
 * @param clients what users type into their mail programs
 * @param passwords makes the stored forms of a password
 * @param keys what the domains sign their mail with
 * @param records what should be in the DNS
 * @param server the running server, if this process is one
 * @param certificates what can be known of certificates and done with them
 * @param doctor finds out what is wrong
 */
public record AdminContext(
        MailStore store,
        ClientSettings clients,
        PasswordHasher passwords,
        DomainKeys keys,
        RecordSource records,
        Optional<RunningServer> server,
        CertificateDesk certificates,
        Doctor doctor) {}
