package org.posthaste.mailstore.search;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.posthaste.common.message.ThreadRoot;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchQuery.Comparison;

/**
 * Makes conditions of queries. Fails with an IllegalArgumentException when a query is nested more than
 * {@value #MAX_DEPTH} levels deep.
 */
final class Conditions {
    private static final int MAX_DEPTH = 500;
    private static final int DAY = 86_400;

    private final MailboxSnapshot snapshot;
    private final CandidateFilter filter;

    Conditions(MailboxSnapshot snapshot, CandidateFilter filter) {
        this.snapshot = snapshot;
        this.filter = filter;
    }

    Condition of(SearchQuery query) throws IOException {
        return of(query, 0);
    }

    private Condition of(SearchQuery query, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("query is nested too deeply");
        }
        if (query instanceof SearchQuery.And and) {
            return new Condition.Every(all(and.queries(), depth));
        } else if (query instanceof SearchQuery.Or or) {
            return new Condition.Any(all(List.of(or.left(), or.right()), depth));
        } else if (query instanceof SearchQuery.Not not) {
            return new Condition.Inverse(of(not.query(), depth + 1));
        }
        return ofKey(query);
    }

    private List<Condition> all(List<SearchQuery> queries, int depth) throws IOException {
        List<Condition> conditions = new ArrayList<>(queries.size());
        for (SearchQuery query : queries) {
            conditions.add(of(query, depth + 1));
        }
        return conditions;
    }

    private Condition ofKey(SearchQuery query) throws IOException {
        if (query instanceof SearchQuery.HasFlag hasFlag) {
            return hasFlag(hasFlag.name());
        } else if (query instanceof SearchQuery.Uids uids) {
            return new Condition.Listed(indexes(uids.uids()));
        } else if (query instanceof SearchQuery.Larger larger) {
            return arrays(message -> snapshot.size(message.index()) > larger.octets());
        } else if (query instanceof SearchQuery.Smaller smaller) {
            return arrays(message -> snapshot.size(message.index()) < smaller.octets());
        } else if (query instanceof SearchQuery.ModSeq modSeq) {
            return arrays(message -> snapshot.modSeq(message.index()) >= modSeq.atLeast());
        } else if (query instanceof SearchQuery.Content content) {
            return arrays(message -> snapshot.contentId(message.index()) == content.id());
        } else if (query instanceof SearchQuery.ArrivedSince since) {
            return arrays(message -> snapshot.internalDate(message.index()).epochSecond() >= since.epochSecond());
        } else if (query instanceof SearchQuery.Arrived arrived) {
            return arrays(message -> compare(
                    arrived.comparison(),
                    day(
                            snapshot.internalDate(message.index()).epochSecond(),
                            snapshot.internalDate(message.index()).offsetMinutes()),
                    arrived.date()));
        } else if (query instanceof SearchQuery.Saved saved) {
            return arrays(
                    message -> compare(saved.comparison(), day(snapshot.saveDate(message.index()), 0), saved.date()));
        }
        return ofContent(query);
    }

    private Condition ofContent(SearchQuery query) throws IOException {
        if (query instanceof SearchQuery.Sent sent) {
            return new Condition.Leaf(Condition.RENDERED, message -> isSent(sent, message.sentDay()));
        } else if (query instanceof SearchQuery.InThread thread) {
            Optional<String> root = Optional.of(thread.root());
            return new Condition.Leaf(Condition.RENDERED, message -> ThreadRoot.of(message.rendered())
                    .equals(root));
        } else if (query instanceof SearchQuery.Header header) {
            return ofField(header);
        } else if (query instanceof SearchQuery.Body body) {
            TextSearch search = new TextSearch(body.text());
            return filtered(
                    candidates(TextScope.BODY, search.folded()), new Condition.Leaf(Condition.BODY, search::isInBody));
        } else if (query instanceof SearchQuery.Text text) {
            TextSearch search = new TextSearch(text.text());
            return filtered(
                    candidates(TextScope.MESSAGE, search.folded()),
                    new Condition.Leaf(Condition.BODY, search::isInMessage));
        }
        return new Condition.Constant(query instanceof SearchQuery.All);
    }

    private Condition ofField(SearchQuery.Header header) throws IOException {
        TextSearch search = new TextSearch(header.text());
        TextScope scope = TextScope.ofField(header.field());
        Optional<BitSet> possible = candidates(scope, search.folded());
        if (scope == TextScope.HEADER && possible.isEmpty()) {
            possible = candidates(scope, FoldedTexts.fold(header.field() + ":"));
        }
        FieldScan scan = new FieldScan(header.field(), header.text());
        return filtered(
                possible,
                new Condition.Leaf(
                        Condition.HEADER,
                        message -> !scan.rulesOut(message) && search.isInField(message, header.field())));
    }

    private Optional<BitSet> candidates(TextScope scope, String folded) throws IOException {
        SubstringMatcher.checkInterrupt();
        return folded.isEmpty() ? Optional.empty() : filter.candidates(snapshot, scope, folded);
    }

    private static Condition filtered(Optional<BitSet> candidates, Condition condition) {
        return candidates
                .<Condition>map(known -> new Condition.Every(List.of(new Condition.Listed(known), condition)))
                .orElse(condition);
    }

    private BitSet indexes(UidSet uids) {
        BitSet indexes = new BitSet(snapshot.count());
        for (int range = 0; range < uids.ranges(); range++) {
            int first = snapshot.indexOf(uids.first(range));
            int last = snapshot.indexOf(uids.last(range));
            int from = first < 0 ? -first - 1 : first;
            int to = last < 0 ? -last - 1 : last + 1;
            if (from < to) {
                indexes.set(from, to);
            }
        }
        return indexes;
    }

    private static Condition arrays(Condition.Test test) {
        return new Condition.Leaf(Condition.ARRAYS, test);
    }

    private Condition hasFlag(String name) {
        OptionalInt system = FlagBits.systemBit(name);
        int bit = system.orElse(-1);
        List<String> keywords = snapshot.keywords();
        for (int i = 0; bit < 0 && i < keywords.size(); i++) {
            bit = keywords.get(i).equalsIgnoreCase(name) ? FlagBits.FIRST_KEYWORD + i : -1;
        }
        if (bit < 0) {
            return new Condition.Constant(false);
        }
        long mask = 1L << bit;
        return arrays(message -> (snapshot.flags(message.index()) & mask) != 0);
    }

    private static boolean isSent(SearchQuery.Sent sent, int day) {
        return day != MessageReader.NO_DAY && compare(sent.comparison(), day, sent.date());
    }

    /** The day of a time in its own zone, since dates compare without time and zone (RFC 9051 §6.4.4). */
    private static long day(long epochSecond, int offsetMinutes) {
        return Math.floorDiv(epochSecond + offsetMinutes * 60L, DAY);
    }

    private static boolean compare(Comparison comparison, long day, LocalDate date) {
        int order = Long.compare(day, date.toEpochDay());
        return switch (comparison) {
            case BEFORE -> order < 0;
            case ON -> order == 0;
            case SINCE -> order >= 0;
        };
    }
}
