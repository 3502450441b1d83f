package org.posthaste.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.posthaste.imap.list.MetadataEntry;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Annotations;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;

/**
 * GETMETADATA, RFC 5464 §4.2. The options stand before the mailbox as in the grammar, or behind it as in the examples. Annotations that do not exist are told as NIL, unless DEPTH asks for whatever is
 * there.
 */
public final class GetMetadataCommand implements ImapCommand.Authenticated {
    private static final int ANY_DEPTH = Integer.MAX_VALUE;

    @Override
    public String name() {
        return "GETMETADATA";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        Request request = Request.parse(arguments);
        SortedMap<String, byte[]> known;
        String shown = "";
        if (request.mailbox().isEmpty()) {
            known = ofServer(context, account);
        } else {
            Place place = MailboxNames.place(account, new MailboxName(request.mailbox()));
            if (place.mailbox().isEmpty() || !Metadata.accessible(place)) {
                throw MailboxNames.refusal(place);
            }
            MailboxId id = place.mailbox().get().id();
            known = context.session()
                    .services()
                    .store()
                    .annotations()
                    .of(account.id(), List.of(id))
                    .getOrDefault(id, Collections.emptySortedMap());
            shown = place.shown().value();
        }
        return answer(request, shown, known, context.out());
    }

    private static SortedMap<String, byte[]> ofServer(CommandContext context, Account account) {
        Annotations annotations = context.session().services().store().annotations();
        SortedMap<String, byte[]> known = annotations.ofServer(account.id());
        context.session()
                .config()
                .annotations()
                .forEach((entry, value) -> known.put(entry, value.getBytes(StandardCharsets.UTF_8)));
        return known;
    }

    private static Outcome answer(Request request, String mailbox, SortedMap<String, byte[]> known, ImapWriter out) {
        Map<String, Optional<byte[]>> found = request.select(known);
        long longest = 0;
        boolean any = false;
        for (Map.Entry<String, Optional<byte[]>> entry : found.entrySet()) {
            int length = entry.getValue().map(value -> value.length).orElse(0);
            if (length > request.maxSize()) {
                longest = Math.max(longest, length);
                continue;
            }
            if (any) {
                out.sp();
            } else {
                out.text("* METADATA ").mailbox(mailbox).text(" (");
            }
            Metadata.writeValue(entry.getKey(), entry.getValue(), out);
            any = true;
        }
        if (any) {
            out.octet(')').crlf();
        }
        return longest == 0
                ? Outcome.ok("GETMETADATA completed")
                : Outcome.done(StatusResponse.ok(
                        ResponseCode.of("METADATA", "LONGENTRIES " + longest), "GETMETADATA completed"));
    }

    /**
     * What is asked for.
     *
     * @param mailbox empty for the server
     * @param depth levels below the entries; 0 for these alone
     */
    private record Request(String mailbox, List<MetadataEntry> entries, long maxSize, int depth) {
        static Request parse(ImapParser arguments) {
            Options options = new Options();
            arguments.sp();
            if (arguments.next('(')) {
                options.parse(arguments);
                arguments.sp();
            }
            String mailbox = arguments.mailbox();
            arguments.sp();
            if (arguments.next('(') && !Options.atEntry(arguments)) {
                options.parse(arguments);
                arguments.sp();
            }
            List<MetadataEntry> entries = new ArrayList<>(MetadataEntry.parseList(arguments));
            while (arguments.accept(' ') && !arguments.atEnd()) {
                // Several without parentheses are in the RFC's examples only.
                entries.add(MetadataEntry.parse(arguments));
            }
            arguments.end();
            return new Request(mailbox, entries, options.maxSize, options.depth);
        }

        Map<String, Optional<byte[]>> select(SortedMap<String, byte[]> known) {
            Map<String, Optional<byte[]>> found = new LinkedHashMap<>();
            for (MetadataEntry entry : entries) {
                if (depth == 0) {
                    found.put(entry.name(), Optional.ofNullable(known.get(entry.name())));
                    continue;
                }
                known.forEach((name, value) -> {
                    if (entry.covers(name, depth)) {
                        found.put(name, Optional.of(value));
                    }
                });
            }
            return found;
        }
    }

    private static final class Options {
        private long maxSize = Long.MAX_VALUE;
        private int depth;

        /** True if a list of entries is next, not one of options. */
        static boolean atEntry(ImapParser arguments) {
            int start = arguments.position();
            arguments.accept('(');
            boolean entry = arguments.next('/') || arguments.next('"') || arguments.next('{');
            arguments.seek(start);
            return entry;
        }

        void parse(ImapParser arguments) {
            arguments.open();
            do {
                if (arguments.acceptKeyword("MAXSIZE")) {
                    arguments.sp();
                    maxSize = arguments.number();
                } else if (arguments.acceptKeyword("DEPTH")) {
                    arguments.sp();
                    depth = depth(arguments);
                } else {
                    throw arguments.expected("GETMETADATA option");
                }
            } while (arguments.accept(' '));
            arguments.close();
        }

        private static int depth(ImapParser arguments) {
            if (arguments.acceptKeyword("INFINITY")) {
                return ANY_DEPTH;
            }
            if (arguments.acceptKeyword("1")) {
                return 1;
            }
            if (arguments.acceptKeyword("0")) {
                return 0;
            }
            throw arguments.expected("0, 1 or infinity");
        }
    }
}
