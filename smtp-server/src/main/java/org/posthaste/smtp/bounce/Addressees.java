package org.posthaste.smtp.bounce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Resolution;

/**
 * Where a report goes: into mailboxes here, over the queue to other hosts, or both.
 *
 * @param address whom it is for
 */
record Addressees(MailAddress address, List<AccountId> accounts, List<MailAddress> outside) {
    Addressees {
        accounts = List.copyOf(accounts);
        outside = List.copyOf(outside);
    }

    /** Where an address leads; empty if it is one of ours and leads nowhere. */
    static Optional<Addressees> of(MailAddress address, Directory directory) {
        Resolution resolution = directory.resolve(address);
        if (resolution instanceof Resolution.Found found
                && found.accounts().size() + found.outside().size() > 0) {
            return Optional.of(new Addressees(address, found.accounts(), found.outside()));
        }
        return resolution instanceof Resolution.NotLocal
                ? Optional.of(new Addressees(address, List.of(), List.of(address)))
                : Optional.empty();
    }

    /**
     * The postmaster who answers for reports about mail of a sender: of the sender's domain if it is ours, else of the one this host's name is in, else of the first there is (RFC 5321 §4.5.1).
     */
    static MailAddress postmaster(Optional<MailAddress> sender, String hostname, Directory directory) {
        List<String> candidates = new ArrayList<>();
        sender.map(MailAddress::domain).filter(directory::isLocalDomain).ifPresent(candidates::add);
        List<String> ours =
                directory.domains().stream().map(Directory.Domain::name).toList();
        ours.stream()
                .filter(domain -> hostname.equals(domain) || hostname.endsWith("." + domain))
                .forEach(candidates::add);
        candidates.addAll(ours);
        candidates.add(hostname);
        return new MailAddress("postmaster", candidates.get(0));
    }
}
