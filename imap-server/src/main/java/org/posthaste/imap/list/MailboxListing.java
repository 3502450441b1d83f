package org.posthaste.imap.list;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.posthaste.imap.list.ListRequest.Return;
import org.posthaste.imap.list.ListRequest.Selection;
import org.posthaste.imap.namespace.OtherUsers;
import org.posthaste.imap.namespace.Place;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;

/**
 * Which mailboxes a LIST names, and with which attributes: RFC 3501 §7.2.2, RFC 5258, RFC 6154, RFC 3348. The user's own and what others show the user (RFC 4314 §4) are one tree. Everything
 * comes from memory.
 */
public final class MailboxListing {
    /**
     * A line of the answer.
     *
     * @param attributes with backslash
     * @param childInfo selection options that mailboxes below match (RFC 5258 §4); empty for none
     * @param place the mailbox; empty if the name has none that can be selected, or is told only because of what is below it
     */
    public record Line(MailboxName name, List<String> attributes, Set<Selection> childInfo, Optional<Place> place) {
        /** A line with a name and attributes only. */
        public Line(MailboxName name, List<String> attributes) {
            this(name, attributes, Set.of(), Optional.empty());
        }
    }

    private final ListRequest request;

    public MailboxListing(ListRequest request) {
        this.request = request;
    }

    /** The answer, sorted by name. */
    public List<Line> lines(Account account) {
        TreeMap<MailboxName, Candidate> candidates = new TreeMap<>();
        Set<MailboxName> subscriptions = new HashSet<>(account.subscriptions());
        for (MailboxInfo info : account.mailboxes()) {
            Optional<Place> place =
                    info.selectable() ? Optional.of(new Place(account, account, info.name())) : Optional.empty();
            candidates.put(
                    info.name(),
                    new Candidate(true, place, info.uses(), info.hasChildren(), subscriptions.contains(info.name())));
        }
        addOthers(account, subscriptions, candidates);
        if (request.selection().contains(Selection.SUBSCRIBED)) {
            for (MailboxName name : subscriptions) {
                candidates.putIfAbsent(name, Candidate.missing(true));
            }
        }
        Map<MailboxName, Set<Selection>> parents = parentsOfSelected(candidates);
        List<Line> lines = new ArrayList<>();
        candidates.forEach((name, candidate) -> {
            Set<Selection> childInfo = parents.getOrDefault(name, Set.of());
            boolean itself = selected(candidate);
            if ((itself || !childInfo.isEmpty()) && request.matches(name.value())) {
                Optional<Place> place = itself ? candidate.place() : Optional.empty();
                lines.add(new Line(name, attributes(candidate), childInfo, place));
            }
        });
        return lines;
    }

    /** Adds what others let this user see, and the levels above it. */
    private static void addOthers(
            Account account, Set<MailboxName> subscriptions, Map<MailboxName, Candidate> candidates) {
        TreeMap<MailboxName, Place> seen = new TreeMap<>();
        for (Account owner : account.sharers()) {
            for (MailboxInfo info : owner.mailboxes()) {
                Place place = new Place(account, owner, info.name());
                if (info.selectable() && place.visible()) {
                    seen.put(OtherUsers.shown(owner, info.name()), place);
                }
            }
        }
        TreeSet<MailboxName> names = new TreeSet<>(seen.keySet());
        names.addAll(levelsAbove(seen.keySet()));
        for (MailboxName name : names) {
            MailboxName below = names.ceiling(new MailboxName(name.value() + MailboxName.SEPARATOR));
            boolean children = below != null && below.isBelow(name);
            // RFC 6154 §2: what a mailbox is for is told to its owner.
            candidates.put(
                    name,
                    new Candidate(
                            true,
                            Optional.ofNullable(seen.get(name)),
                            Set.of(),
                            children,
                            subscriptions.contains(name)));
        }
    }

    private static Set<MailboxName> levelsAbove(Collection<MailboxName> names) {
        Set<MailboxName> levels = new HashSet<>();
        for (MailboxName name : names) {
            Optional<MailboxName> up = name.parent();
            while (up.isPresent() && levels.add(up.get())) {
                up = up.get().parent();
            }
        }
        return levels;
    }

    private boolean selected(Candidate candidate) {
        return matched(candidate).size() == request.wanted().size();
    }

    /** The selection options that a mailbox fulfils. */
    private Set<Selection> matched(Candidate candidate) {
        Set<Selection> matched = EnumSet.noneOf(Selection.class);
        for (Selection option : request.wanted()) {
            boolean fulfilled = option == Selection.SUBSCRIBED
                    ? candidate.subscribed()
                    : !candidate.uses().isEmpty();
            if (fulfilled) {
                matched.add(option);
            }
        }
        return matched;
    }

    /** RECURSIVEMATCH: levels that have something selected below, with what it was selected for; those that are no mailboxes join the candidates. */
    private Map<MailboxName, Set<Selection>> parentsOfSelected(Map<MailboxName, Candidate> candidates) {
        Map<MailboxName, Set<Selection>> parents = new TreeMap<>();
        if (!request.selection().contains(Selection.RECURSIVEMATCH)) {
            return parents;
        }
        List<MailboxName> found = new ArrayList<>();
        candidates.forEach((name, candidate) -> {
            if (selected(candidate)) {
                found.add(name);
            }
        });
        levelsAbove(found).forEach(name -> parents.put(name, request.wanted()));
        parents.keySet().forEach(name -> candidates.putIfAbsent(name, Candidate.missing(false)));
        return parents;
    }

    private List<String> attributes(Candidate candidate) {
        List<String> attributes = new ArrayList<>();
        if (candidate.subscribed() && request.returned().contains(Return.SUBSCRIBED)) {
            attributes.add("\\Subscribed");
        }
        if (candidate.place().isEmpty()) {
            // RFC 5258 §3: \NonExistent implies \Noselect, which is what clients know that do not ask in the extended
            // form.
            attributes.add(request.extended() ? "\\NonExistent" : "\\Noselect");
        }
        if (candidate.known()) {
            attributes.add(candidate.children() ? "\\HasChildren" : "\\HasNoChildren");
        }
        // Told unasked too: several clients look for special uses in a plain LIST, RFC 6154 §2.
        candidate.uses().stream().sorted().map(SpecialUse::attribute).forEach(attributes::add);
        return attributes;
    }

    /**
     * A name that may be told.
     *
     * @param known whether it is a mailbox or has one below it
     */
    private record Candidate(
            boolean known, Optional<Place> place, Set<SpecialUse> uses, boolean children, boolean subscribed) {
        /** A name without a mailbox at or below it, or whose mailbox the user may not see. */
        static Candidate missing(boolean subscribed) {
            return new Candidate(false, Optional.empty(), Set.of(), false, subscribed);
        }
    }
}
