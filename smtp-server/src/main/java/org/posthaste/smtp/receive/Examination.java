package org.posthaste.smtp.receive;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Directory;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Reception;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpConfig.Verification;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.posthaste.smtp.verify.ArrivingMessage;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.Enforcement;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.MessageAuthentication;
import org.posthaste.smtp.verify.MessageVerifier;
import org.posthaste.smtp.verify.dkim.HashedMessage;

/** Who really sent a message, and what follows from it. Thread-safe. */
final class Examination {
    private final MessageVerifier verifier;
    private final ArrivalWatcher watcher;

    Examination(MessageVerifier verifier, ArrivalWatcher watcher) {
        this.verifier = verifier;
        this.watcher = watcher;
    }

    /** Examines a message that is complete; empty if messages of this session are not examined. */
    CompletionStage<Optional<Judgement>> of(SmtpSession session, InTransaction state, Reception reception) {
        Optional<HashedMessage> hashed = reception.hashed();
        if (hashed.isEmpty() || !session.verifies()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Verification settings = session.config().verification();
        Enforcement enforcement = new Enforcement(settings.enforceDmarc(), settings.trustedForwarders());
        return verifier.verify(arriving(session, state, hashed.get()))
                .thenApply(found -> Optional.of(enforcement.judge(found, ours(session, found))));
    }

    /** The message's fate is known: it is durable, or it was refused because of what was found out. */
    void settled(SmtpSession session, InTransaction state, Reception reception, Judgement judgement) {
        Optional<HashedMessage> hashed = reception.hashed();
        if (hashed.isEmpty() || judgement.authentication().dmarc().record().isEmpty()) {
            return;
        }
        MailTransaction transaction = state.transaction();
        if (transaction.recipients().stream().anyMatch(Recipient::reports)) {
            // A report on reports would be answered by a report, every day.
            return;
        }
        List<String> domains = transaction.recipients().stream()
                .map(recipient -> recipient.address().domain())
                .distinct()
                .limit(100)
                .toList();
        watcher.judged(new ArrivalWatcher.Arrival(
                session.clock().instant(), arriving(session, state, hashed.get()), judgement, domains));
    }

    private static ArrivingMessage arriving(SmtpSession session, InTransaction state, HashedMessage message) {
        return new ArrivingMessage(
                session.peer(), state.greeting().name(), state.transaction().sender(), message);
    }

    /**
     * In the name of a domain of ours, or of one below it, and from this host: its administrator's programs, which often
     * send without a login, under the host's name.
     */
    private static boolean ours(SmtpSession session, MessageAuthentication found) {
        InetAddress peer = session.peer();
        boolean here = peer.isLoopbackAddress()
                || peer.equals(session.connection().local().getAddress());
        return here && isLocal(session.store().directory(), found.dmarc().authorDomain());
    }

    private static boolean isLocal(Directory directory, String domain) {
        for (String name = domain; !name.isEmpty(); name = name.substring(name.indexOf('.') + 1)) {
            if (directory.isLocalDomain(name)) {
                return true;
            }
            if (name.indexOf('.') < 0) {
                return false;
            }
        }
        return false;
    }

    /** True if it is to be filed as junk. */
    static boolean junk(Optional<Judgement> judgement) {
        return judgement
                .filter(found -> found.disposition() == Disposition.QUARANTINE)
                .isPresent();
    }
}
