package org.posthaste.imap.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapServices;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.Mailbox.NewMessage;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.UidSet;

/**
 * Keeps sent mail single where the server files it at submission (the user's preference) and the mail program then
 * appends its own copy. The appended message is the same if envelope and structure with all sizes are; then the filed
 * one gets its flags and its UID is the answer (RFC 4315 §3). If only the Message-ID is the same, as when the program's
 * copy names the blind recipients, the program's copy takes the place of the filed one, so that nothing of it is missed.
 *
 * <p>Looked at are the newest messages of the last minutes; what comes later is appended like anything else. Confined
 * to the session's executor.
 */
final class SentCopies {
    private static final int NEWEST = 50;
    private static final Duration RECENT = Duration.ofMinutes(15);
    private static final List<String> MESSAGE_ID = List.of("MESSAGE-ID");

    private final ImapServices services;
    private final Account account;

    SentCopies(ImapServices services, Account account) {
        this.services = services;
        this.account = account;
    }

    /** What becomes of a message appended to a mailbox; empty if it is to be appended. Takes it over if not empty. */
    Optional<Outcome> absorb(Mailbox target, List<NewMessage> messages) {
        if (messages.size() != 1
                || !target.account().equals(account.id())
                || !services.store().directory().preferences(account.id()).saveSent()
                || !isForSentMail(target)) {
            return Optional.empty();
        }
        NewMessage appended = messages.get(0);
        ParsedMessage parsed = appended.message().finish();
        Optional<String> id = parsed.header().first("Message-ID").map(HeaderBlock.Field::body);
        try {
            return id.isEmpty() ? Optional.empty() : absorb(target, appended, parsed, id.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isForSentMail(Mailbox target) {
        return account.mailboxes().stream()
                .anyMatch(info ->
                        info.uses().contains(SpecialUse.SENT) && info.id().equals(Optional.of(target.id())));
    }

    private Optional<Outcome> absorb(Mailbox target, NewMessage appended, ParsedMessage parsed, String id)
            throws IOException {
        MailboxSnapshot snapshot = target.snapshot();
        MessageReader reader = target.reader();
        long since = services.clock().instant().minus(RECENT).getEpochSecond();
        int oldest = Math.max(0, snapshot.count() - NEWEST);
        for (int index = snapshot.count() - 1; index >= oldest && snapshot.saveDate(index) >= since; index--) {
            RenderedMessage filed = reader.rendered(snapshot, index);
            if (hasId(filed, id)) {
                int uid = snapshot.uid(index);
                RenderedMessage own = RenderedMessage.decode(parsed.render(new byte[0]));
                return Optional.of(same(own, filed) ? merge(target, appended, uid) : replace(target, appended, uid));
            }
        }
        return Optional.empty();
    }

    private static boolean hasId(RenderedMessage filed, String id) {
        return filed.headerFields(MESSAGE_ID)
                .flatMap(octets -> HeaderBlock.parse(octets).first("Message-ID"))
                .filter(field -> field.body().equals(id))
                .isPresent();
    }

    private static boolean same(RenderedMessage own, RenderedMessage filed) {
        return Arrays.equals(own.envelope(), filed.envelope())
                && Arrays.equals(own.bodyStructure(), filed.bodyStructure());
    }

    private static Outcome merge(Mailbox target, NewMessage appended, int uid) {
        Flags flags = appended.flags();
        appended.message().close();
        FlagUpdate update = new FlagUpdate(FlagUpdate.Mode.ADD, flags);
        return Outcome.laterIntoTarget(
                target.storeFlags(UidSet.of(uid), update, OptionalLong.empty()),
                result -> done(result.snapshot().uidValidity(), UidSet.of(uid)));
    }

    private static Outcome replace(Mailbox target, NewMessage appended, int uid) {
        return Outcome.laterIntoTarget(
                target.replace(uid, target.name(), appended), result -> done(result.uidValidity(), result.uids()));
    }

    private static Outcome done(int uidValidity, UidSet uids) {
        ResponseCode code = ResponseCode.of("APPENDUID", uidValidity + " " + uids);
        return Outcome.done(StatusResponse.ok(code, "APPEND completed"));
    }
}
