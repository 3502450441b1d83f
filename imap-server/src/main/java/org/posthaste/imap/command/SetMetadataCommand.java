package org.posthaste.imap.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.posthaste.imap.list.MetadataEntry;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Annotations;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.rights.Right;

/**
 * SETMETADATA, RFC 5464 §4.3: all annotations or none. What all see of the server is configured, not set here.
 *
 * <p>Deviation: RFC 5464 §3.3 lets whoever may read a mailbox change what all see of it; here that needs {@code w}, so that who was shown a mailbox cannot write on it.
 */
public final class SetMetadataCommand implements ImapCommand.Authenticated {
    private static final int MOST = 1000;

    @Override
    public String name() {
        return "SETMETADATA";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        String mailbox = arguments.mailbox();
        arguments.sp();
        Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();
        boolean shared = parse(arguments, changes);
        arguments.end();
        Optional<MailboxId> id = Optional.empty();
        if (!mailbox.isEmpty()) {
            id = Optional.of(annotated(account, new MailboxName(mailbox), shared));
        } else if (shared) {
            throw Access.notPermitted();
        }
        for (Optional<byte[]> value : changes.values()) {
            if (value.isPresent() && value.get().length > Annotations.MAX_VALUE) {
                return Outcome.done(refusal(StoreFailure.TOO_BIG));
            }
        }
        Optional<MailboxId> annotated = id;
        return Outcome.later(
                context.session().services().store().annotations().set(account.id(), annotated, changes),
                nothing -> {
                    context.session().annotationNews().ifPresent(news -> news.own(annotated, changes));
                    return Outcome.ok("SETMETADATA completed");
                },
                SetMetadataCommand::refusal);
    }

    private static MailboxId annotated(Account account, MailboxName name, boolean shared) {
        Place place = MailboxNames.place(account, name);
        boolean allowed =
                Metadata.accessible(place) && (!shared || place.rights().has(Right.WRITE));
        if (place.mailbox().isEmpty() || !allowed) {
            throw MailboxNames.refusal(place);
        }
        return place.mailbox().get().id();
    }

    /** Reads entries and values; true if one of them is shared. */
    private static boolean parse(ImapParser arguments, Map<String, Optional<byte[]>> changes) {
        boolean shared = false;
        arguments.open();
        do {
            MetadataEntry entry = MetadataEntry.parse(arguments);
            if (!entry.complete() || changes.size() == MOST) {
                throw arguments.expected("entry name");
            }
            shared |= entry.shared();
            arguments.sp();
            changes.put(entry.name(), value(arguments));
        } while (arguments.accept(' '));
        arguments.close();
        return shared;
    }

    /** nstring, or a literal announced as binary (RFC 4466 §4), in which NUL is refused all the same. */
    private static Optional<byte[]> value(ImapParser arguments) {
        if (arguments.acceptNil()) {
            return Optional.empty();
        }
        arguments.accept('~');
        return Optional.of(arguments.stringOctets());
    }

    private static StatusResponse refusal(StoreFailure failure) {
        return switch (failure) {
            case TOO_BIG -> StatusResponse.no(
                    ResponseCode.of("METADATA", "MAXSIZE " + Annotations.MAX_VALUE), "The annotation is too long");
            case LIMIT -> StatusResponse.no(ResponseCode.of("METADATA", "TOOMANY"), "Too many annotations");
            default -> StoreFailures.status(failure);
        };
    }
}
