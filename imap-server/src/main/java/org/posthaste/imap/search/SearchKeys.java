package org.posthaste.imap.search;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.search.SearchQuery;
import org.posthaste.mailstore.search.SearchQuery.Comparison;

/** All search keys, by name; the keys of RFC 3501 §6.4.4 are {@link #basic}. Immutable. */
public final class SearchKeys {
    private final Map<String, SearchKey> byName = new HashMap<>();

    public SearchKeys(Collection<SearchKey> keys) {
        keys.forEach(key -> byName.put(key.name(), key));
    }

    Optional<SearchKey> key(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The keys of RFC 3501, but for sequence sets and parentheses, which have no name. */
    public static List<SearchKey> basic() {
        return List.of(
                constant("ALL", new SearchQuery.All()),
                flag("ANSWERED", "\\Answered"),
                noFlag("UNANSWERED", "\\Answered"),
                flag("DELETED", "\\Deleted"),
                noFlag("UNDELETED", "\\Deleted"),
                flag("DRAFT", "\\Draft"),
                noFlag("UNDRAFT", "\\Draft"),
                flag("FLAGGED", "\\Flagged"),
                noFlag("UNFLAGGED", "\\Flagged"),
                flag("SEEN", "\\Seen"),
                noFlag("UNSEEN", "\\Seen"),
                key("RECENT", (search, arguments) -> search.recent()),
                key("OLD", (search, arguments) -> not(search.recent())),
                key("NEW", (search, arguments) -> both(search.recent(), not(new SearchQuery.HasFlag("\\Seen")))),
                keyword("KEYWORD", SearchQuery.HasFlag::new),
                keyword("UNKEYWORD", name -> not(new SearchQuery.HasFlag(name))),
                text("BODY", SearchQuery.Body::new),
                text("TEXT", SearchQuery.Text::new),
                field("BCC"),
                field("CC"),
                field("FROM"),
                field("SUBJECT"),
                field("TO"),
                key("HEADER", SearchKeys::header),
                number("LARGER", SearchQuery.Larger::new),
                number("SMALLER", SearchQuery.Smaller::new),
                date("BEFORE", date -> new SearchQuery.Arrived(Comparison.BEFORE, date)),
                date("ON", date -> new SearchQuery.Arrived(Comparison.ON, date)),
                date("SINCE", date -> new SearchQuery.Arrived(Comparison.SINCE, date)),
                date("SENTBEFORE", date -> new SearchQuery.Sent(Comparison.BEFORE, date)),
                date("SENTON", date -> new SearchQuery.Sent(Comparison.ON, date)),
                date("SENTSINCE", date -> new SearchQuery.Sent(Comparison.SINCE, date)),
                key("UID", (search, arguments) -> {
                    arguments.sp();
                    return search.uids(arguments.sequenceSet());
                }),
                key("NOT", (search, arguments) -> {
                    arguments.sp();
                    return not(search.key(arguments));
                }),
                key("OR", (search, arguments) -> {
                    arguments.sp();
                    SearchQuery left = search.key(arguments);
                    arguments.sp();
                    return new SearchQuery.Or(left, search.key(arguments));
                }));
    }

    private static SearchQuery header(SearchParser search, ImapParser arguments) {
        arguments.sp();
        String field = arguments.astring();
        arguments.sp();
        return new SearchQuery.Header(field, search.text(arguments));
    }

    /** A key made of a name and a way to read it. */
    public static SearchKey key(String name, BiFunction<SearchParser, ImapParser, SearchQuery> reader) {
        return new SearchKey() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public SearchQuery parse(SearchParser search, ImapParser arguments) {
                return reader.apply(search, arguments);
            }
        };
    }

    /** The opposite of a query. */
    public static SearchQuery not(SearchQuery query) {
        return new SearchQuery.Not(query);
    }

    private static SearchQuery both(SearchQuery left, SearchQuery right) {
        return new SearchQuery.And(List.of(left, right));
    }

    private static SearchKey constant(String name, SearchQuery query) {
        return key(name, (search, arguments) -> query);
    }

    private static SearchKey flag(String name, String flag) {
        return constant(name, new SearchQuery.HasFlag(flag));
    }

    private static SearchKey noFlag(String name, String flag) {
        return constant(name, not(new SearchQuery.HasFlag(flag)));
    }

    private static SearchKey keyword(String name, Function<String, SearchQuery> query) {
        return key(name, (search, arguments) -> {
            arguments.sp();
            return query.apply(arguments.flag());
        });
    }

    private static SearchKey text(String name, Function<String, SearchQuery> query) {
        return key(name, (search, arguments) -> {
            arguments.sp();
            return query.apply(search.text(arguments));
        });
    }

    private static SearchKey field(String name) {
        return text(name, text -> new SearchQuery.Header(name, text));
    }

    /** A key with a number. */
    public static SearchKey number(String name, LongFunction<SearchQuery> query) {
        return key(name, (search, arguments) -> {
            arguments.sp();
            return query.apply(arguments.number64());
        });
    }

    /** A key with a date. */
    public static SearchKey date(String name, Function<LocalDate, SearchQuery> query) {
        return key(name, (search, arguments) -> {
            arguments.sp();
            return query.apply(arguments.date());
        });
    }
}
