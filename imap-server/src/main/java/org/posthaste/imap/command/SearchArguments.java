package org.posthaste.imap.command;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchParser;
import org.posthaste.imap.search.SearchProgram;
import org.posthaste.imap.search.SearchScope;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.search.SearchQuery;

/** The arguments that SEARCH, SORT, THREAD and ESEARCH share: charset and keys, RFC 3501 §6.4.4. */
final class SearchArguments {
    private static final String CHARSETS = "(UTF-8 US-ASCII)";

    private SearchArguments() {}

    /** {@code [CHARSET name] keys} up to the end of the command. */
    static SearchProgram parse(ImapParser arguments, SearchKeys keys, SearchScope scope, ImapSession session) {
        SearchParser parser = parser(keys, scope, session);
        if (arguments.acceptKeyword("CHARSET")) {
            if (session.enabled(Feature.UTF8_ACCEPT)) {
                // RFC 6855 §3: strings are UTF-8, a label can only contradict.
                throw ImapSyntaxException.invalid("No CHARSET with UTF8=ACCEPT");
            }
            arguments.sp();
            parser.charset(charset(arguments.astring()));
            arguments.sp();
        }
        return rest(arguments, parser, session);
    }

    /** {@code charset keys} as SORT and THREAD have them, RFC 5256 §5. */
    static SearchProgram parseWithCharset(
            ImapParser arguments, SearchKeys keys, SearchScope scope, ImapSession session) {
        SearchParser parser = parser(keys, scope, session);
        parser.charset(charset(arguments.astring()));
        arguments.sp();
        return rest(arguments, parser, session);
    }

    private static SearchParser parser(SearchKeys keys, SearchScope scope, ImapSession session) {
        SearchParser parser =
                new SearchParser(keys, scope, session.services().clock().instant());
        if (session.features().uidOnly()) {
            parser.uidOnly();
        }
        return parser;
    }

    private static SearchProgram rest(ImapParser arguments, SearchParser parser, ImapSession session) {
        SearchQuery query = parser.keys(arguments);
        arguments.end();
        if (parser.usesNumbers()) {
            session.holdExpunges();
        }
        if (parser.usesModSeq()) {
            session.enable(Feature.CONDSTORE);
        }
        return new SearchProgram(query, parser.usesModSeq(), parser.keyCount(), parser.usesScope());
    }

    /** Fails: NO [BADCHARSET] for one this Java does not know. */
    private static Charset charset(String name) {
        if (name.equalsIgnoreCase("US-ASCII")) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name.toUpperCase(Locale.ROOT));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw ImapRefusal.no(ResponseCode.of("BADCHARSET", CHARSETS), "Unknown charset");
        }
    }
}
