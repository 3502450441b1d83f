package org.posthaste.imap.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.session.ImapConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ID, RFC 2971 §3.1. */
public final class IdCommand implements ImapCommand.AnyState {
    private static final int MAX_PAIRS = 30;
    private static final int MAX_VALUE = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(IdCommand.class);

    @Override
    public String name() {
        return "ID";
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.sp();
        Map<String, String> client = parse(arguments);
        arguments.end();
        LOG.debug("client id {}", client);
        ImapConfig config = context.session().config();
        context.out().text("* ID (\"name\" \"Posthaste\"");
        if (!config.version().isEmpty()) {
            context.out().text(" \"version\" ").quoted(config.version());
        }
        context.out().octet(')').crlf();
        return Outcome.ok("ID completed");
    }

    private static Map<String, String> parse(ImapParser arguments) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (arguments.acceptNil()) {
            return pairs;
        }
        arguments.open();
        while (!arguments.next(')')) {
            if (pairs.size() == MAX_PAIRS) {
                throw arguments.expected("at most 30 pairs");
            }
            String field = arguments.string();
            arguments.sp();
            String value = arguments.acceptNil() ? "" : arguments.string();
            pairs.put(field, value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value);
            if (!arguments.accept(' ') && !arguments.next(')')) {
                throw arguments.expected("SP or ')'");
            }
        }
        arguments.close();
        return pairs;
    }
}
