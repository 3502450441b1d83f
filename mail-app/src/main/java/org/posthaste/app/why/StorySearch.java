package org.posthaste.app.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.Journal.Positioned;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.mailstore.journal.JournalKey;
import org.posthaste.mailstore.queue.QueueFilter;

/** Finds messages in the journal, and puts together what is known of each. Thread-safe. */
public final class StorySearch {
    /** Entries of one message that are told. */
    private static final int LONGEST = 500;

    /** Entries looked at for one clue: somebody may have had ten thousand attempts. */
    private static final int FIRST = 50;

    private static final int MOST = 20_000;

    /** What may happen to a message before it has an id, and is a story of its own. */
    private static final Set<Kind> REFUSALS = EnumSet.of(Kind.REJECTED, Kind.DEFERRED);

    private final MailStore store;

    public StorySearch(MailStore store) {
        this.store = store;
    }

    /**
     * The newest stories that a clue leads to, newest first. The first clue that leads to any decides.
     *
     * @param fits what a story has to be beyond that
     */
    public List<Story> find(List<JournalKey> clues, Instant since, int limit, Predicate<Story> fits) {
        for (JournalKey clue : clues) {
            List<Story> stories = find(clue, since, limit, fits);
            if (!stories.isEmpty()) {
                return stories;
            }
        }
        return List.of();
    }

    /** The newest stories of all. */
    public List<Story> newest(Instant since, int limit, Predicate<Story> fits) {
        Journal journal = store.journal();
        return widening(
                count -> {
                    List<Positioned> entries = new ArrayList<>(journal.latest(since, count));
                    Collections.reverse(entries);
                    return entries;
                },
                limit,
                fits);
    }

    private List<Story> find(JournalKey clue, Instant since, int limit, Predicate<Story> fits) {
        return widening(count -> store.journal().find(clue, since, count), limit, fits);
    }

    private interface Newest {
        /** The newest entries, newest first. */
        List<Positioned> entries(int count);
    }

    /** Looks at more and more entries until there are enough stories. */
    private List<Story> widening(Newest newest, int limit, Predicate<Story> fits) {
        Map<String, Story> told = new LinkedHashMap<>();
        for (int count = FIRST; ; count = Math.min(8 * count, MOST)) {
            List<Positioned> entries = newest.entries(count);
            List<Story> stories = stories(entries, limit, fits, told);
            if (stories.size() == limit || entries.size() < count || count == MOST) {
                return stories;
            }
        }
    }

    private List<Story> stories(List<Positioned> entries, int limit, Predicate<Story> fits, Map<String, Story> told) {
        Map<String, Story> stories = new LinkedHashMap<>();
        for (Positioned entry : entries) {
            String message = entry.entry().message();
            String key = message.isEmpty() ? "#" + entry.position() : message;
            if (stories.containsKey(key)
                    || message.isEmpty() && !REFUSALS.contains(entry.entry().kind())) {
                continue;
            }
            Story story = told.computeIfAbsent(key, any -> story(entry.entry()));
            if (fits.test(story)) {
                stories.put(key, story);
            }
            if (stories.size() == limit) {
                break;
            }
        }
        return List.copyOf(stories.values());
    }

    private Story story(JournalEntry found) {
        if (found.message().isEmpty()) {
            return new Story("", List.of(found), List.of());
        }
        List<JournalEntry> entries = store.journal().ofMessage(found.message(), LONGEST).stream()
                .map(Positioned::entry)
                .toList();
        return new Story(
                found.message(),
                entries.isEmpty() ? List.of(found) : entries,
                store.queue().list(QueueFilter.ofMessage(found.message()), 0, LONGEST));
    }
}
