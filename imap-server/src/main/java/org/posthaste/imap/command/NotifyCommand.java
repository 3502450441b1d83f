package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.imap.fetch.FetchItems;
import org.posthaste.imap.notify.AnnotationWatch;
import org.posthaste.imap.notify.MailboxWatch;
import org.posthaste.imap.notify.NotifyEvent;
import org.posthaste.imap.notify.NotifyRequest;
import org.posthaste.imap.notify.NotifyRequest.Scope;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/** NOTIFY, RFC 5465 §3.1. Events may stand with or without parentheses: the RFC's grammar demands them, its examples have none. */
public final class NotifyCommand implements ImapCommand.Authenticated {
    private static final int MAX_NAMES = 1000;

    private final FetchItems items;

    public NotifyCommand(FetchItems items) {
        this.items = items;
    }

    @Override
    public String name() {
        return "NOTIFY";
    }

    @Override
    public Updates updates(boolean uid) {
        return Updates.NONE;
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        ImapSession session = context.session();
        arguments.sp();
        NotifyRequest request = new NotifyRequest(false, Optional.empty(), List.of());
        if (!arguments.acceptKeyword("NONE")) {
            request = parse(arguments);
        }
        arguments.end();
        // What has happened so far is told by the rules that held so far; SET is a NOOP too.
        session.writeUpdates(true);
        MailboxWatch watch = new MailboxWatch(session, account, request);
        session.watch(watch);
        session.writeUpdates(true);
        watch.writeNoAccess(context.out());
        if (request.status()) {
            watch.writeStatus(context.out());
        }
        boolean metadata = request.wants(NotifyEvent.MAILBOX_METADATA) || request.wants(NotifyEvent.SERVER_METADATA);
        if (metadata || session.annotationNews().isPresent()) {
            AnnotationWatch.of(session, account).notify(request);
        }
        return Outcome.ok("NOTIFY completed");
    }

    private NotifyRequest parse(ImapParser arguments) {
        if (!arguments.acceptKeyword("SET")) {
            throw arguments.expected("SET or NONE");
        }
        arguments.sp();
        boolean status = arguments.acceptKeyword("STATUS");
        if (status) {
            arguments.sp();
        }
        Optional<NotifyRequest.Selected> selected = Optional.empty();
        boolean selectedSeen = false;
        List<NotifyRequest.Group> groups = new ArrayList<>();
        int names = 0;
        do {
            arguments.open();
            int start = arguments.position();
            String filter = arguments.keyword();
            if (filter.equals("SELECTED") || filter.equals("SELECTED-DELAYED")) {
                if (selectedSeen) {
                    throw ImapSyntaxException.invalid("SELECTED stands there twice");
                }
                selectedSeen = true;
                arguments.sp();
                Events events = events(arguments);
                if (!events.all().stream().allMatch(NotifyEvent::ofMessages)) {
                    throw ImapSyntaxException.invalid("SELECTED takes events of messages only");
                }
                selected = Optional.of(new NotifyRequest.Selected(
                        filter.equals("SELECTED-DELAYED"), events.all(), events.attributes()));
            } else {
                arguments.seek(start);
                NotifyRequest.Group group = group(arguments);
                names += group.names().size() + 1;
                groups.add(group);
            }
            arguments.close();
            if (names > MAX_NAMES) {
                throw ImapRefusal.no(ResponseCode.NOTIFICATIONOVERFLOW, "Too many mailboxes");
            }
        } while (arguments.accept(' ') && !arguments.atEnd());
        return new NotifyRequest(status, selected, groups);
    }

    private NotifyRequest.Group group(ImapParser arguments) {
        int start = arguments.position();
        Scope scope =
                switch (arguments.keyword()) {
                    case "INBOXES", "PERSONAL" -> Scope.PERSONAL;
                    case "SUBSCRIBED" -> Scope.SUBSCRIBED;
                    case "SUBTREE" -> Scope.SUBTREE;
                    case "MAILBOXES" -> Scope.MAILBOXES;
                    default -> {
                        arguments.seek(start);
                        throw arguments.expected("mailbox specifier");
                    }
                };
        arguments.sp();
        List<MailboxName> names = new ArrayList<>();
        if (scope == Scope.SUBTREE || scope == Scope.MAILBOXES) {
            names(arguments, names);
            arguments.sp();
        }
        Events events = events(arguments);
        if (!events.attributes().isEmpty()) {
            throw ImapSyntaxException.invalid("FETCH items go with SELECTED only");
        }
        return new NotifyRequest.Group(scope, names, events.all());
    }

    private static void names(ImapParser arguments, List<MailboxName> into) {
        if (!arguments.next('(')) {
            into.add(new MailboxName(arguments.mailbox()));
            return;
        }
        arguments.open();
        do {
            into.add(new MailboxName(arguments.mailbox()));
        } while (arguments.accept(' '));
        arguments.close();
    }

    /** Events, and what to tell of new messages. */
    private record Events(Set<NotifyEvent> all, List<FetchAttribute> attributes) {}

    private Events events(ImapParser arguments) {
        Set<NotifyEvent> events = EnumSet.noneOf(NotifyEvent.class);
        List<FetchAttribute> attributes = new ArrayList<>();
        if (arguments.acceptKeyword("NONE")) {
            return new Events(events, attributes);
        }
        boolean list = arguments.next('(');
        if (list) {
            arguments.open();
        }
        do {
            if (arguments.next('(') && events.contains(NotifyEvent.MESSAGE_NEW)) {
                attributes.addAll(items.parse(arguments));
            } else {
                events.add(NotifyEvent.named(arguments.keyword()).orElseThrow(NotifyCommand::badEvent));
            }
        } while (arguments.accept(' '));
        if (list) {
            arguments.close();
        }
        boolean news = events.contains(NotifyEvent.MESSAGE_NEW);
        if (news != events.contains(NotifyEvent.MESSAGE_EXPUNGE) || !news && events.contains(NotifyEvent.FLAG_CHANGE)) {
            throw ImapSyntaxException.invalid("MessageNew and MessageExpunge go together, and FlagChange with both");
        }
        return new Events(events, attributes);
    }

    private static ImapRefusal badEvent() {
        String supported =
                Stream.of(NotifyEvent.values()).map(NotifyEvent::text).collect(Collectors.joining(" ", "(", ")"));
        return ImapRefusal.no(ResponseCode.of("BADEVENT", supported), "Unsupported event");
    }
}
