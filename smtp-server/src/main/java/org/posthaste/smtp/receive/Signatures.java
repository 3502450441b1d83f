package org.posthaste.smtp.receive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Directory;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.sign.MessageSigner;
import org.posthaste.smtp.verify.AuthorAddresses;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.arc.ArcSealer;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.SigningKey;

/**
 * What we sign of the mail that comes in: the mail of our own users and trusted networks by DKIM (RFC 6376 §5), and what
 * is forwarded by ARC (RFC 8617 §5.1). Costs a millisecond or two of the worker it runs on. Thread-safe.
 */
final class Signatures {
    private final MessageSigner signer;

    Signatures(MessageSigner signer) {
        this.signer = signer;
    }

    /**
     * DKIM-Signature fields for a message of ours: in the name of its author's domain, or of the next above it that is
     * ours and has keys; or else, since somebody vouches for it, of the login's domain. Empty if there are no such keys.
     *
     * @param added the fields that will stand between them and the message
     */
    String sign(SmtpSession session, HashedMessage message, List<byte[]> added) {
        Set<String> domains = new LinkedHashSet<>();
        List<String> authors = AuthorAddresses.domains(message.header());
        for (String author : authors.subList(0, Math.min(1, authors.size()))) {
            domains.add(author);
            for (int dot = author.indexOf('.'); dot > 0; dot = author.indexOf('.', dot + 1)) {
                domains.add(author.substring(dot + 1));
            }
        }
        session.login()
                .flatMap(login -> AddressParser.mailbox(login.user()))
                .map(MailAddress::domain)
                .ifPresent(domains::add);
        Directory directory = session.store().directory();
        return domains.stream()
                .filter(directory::isLocalDomain)
                .map(domain -> signer.sign(message, added, domain))
                .filter(fields -> !fields.isEmpty())
                .findFirst()
                .orElse("");
    }

    /**
     * The set of ARC fields for a message that is forwarded, in the name of the domain of the address that forwards it;
     * empty if it is not forwarded, the domain has no keys, or nothing may be added to its chain.
     *
     * @param results what was found out, with our name
     */
    String seal(
            MailTransaction transaction,
            HashedMessage message,
            List<byte[]> added,
            ArcResult chain,
            String results,
            Instant now) {
        Optional<SigningKey> key = transaction.recipients().stream()
                .filter(Recipient::forwards)
                .findFirst()
                .flatMap(recipient -> signer.sealingKey(recipient.address().domain()));
        return key.map(with -> ArcSealer.seal(message, added, chain, results, with, now))
                .orElse("");
    }

    /** Fields as octets. */
    static List<byte[]> octets(List<String> fields) {
        return fields.stream()
                .map(field -> field.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
