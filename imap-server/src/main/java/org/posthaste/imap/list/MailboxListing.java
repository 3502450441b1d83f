package org.posthaste.imap.list;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.posthaste.imap.list.ListRequest.Return;
import org.posthaste.imap.list.ListRequest.Selection;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;

/** Which mailboxes a LIST names, and with which attributes: RFC 3501 §7.2.2, RFC 5258, RFC 6154, RFC 3348. */
public final class MailboxListing {
    /**
     * A line of the answer.
     *
     * @param attributes with backslash
     * @param childInfo whether a mailbox below matches the selection and is not listed itself (RFC 5258 §4)
     */
    public record Line(MailboxName name, List<String> attributes, boolean selectable, boolean childInfo) {}

    private final ListRequest request;

    public MailboxListing(ListRequest request) {
        this.request = request;
    }

    /** The answer, sorted by name. */
    public List<Line> lines(Account account) {
        TreeMap<MailboxName, Candidate> candidates = new TreeMap<>();
        for (MailboxInfo info : account.mailboxes()) {
            candidates.put(info.name(), new Candidate(Optional.of(info), info.subscribed()));
        }
        boolean bySubscription = request.selection().contains(Selection.SUBSCRIBED);
        if (bySubscription) {
            for (MailboxName name : account.subscriptions()) {
                candidates.putIfAbsent(name, new Candidate(Optional.empty(), true));
            }
        }
        Set<MailboxName> parents = parentsOfSelected(candidates);
        List<Line> lines = new ArrayList<>();
        candidates.forEach((name, candidate) -> {
            boolean childInfo = parents.contains(name);
            if ((selected(candidate) || childInfo) && request.matches(name.value())) {
                lines.add(line(name, candidate, childInfo));
            }
        });
        return lines;
    }

    private boolean selected(Candidate candidate) {
        Set<Selection> selection = request.selection();
        if (selection.contains(Selection.SUBSCRIBED) && !candidate.subscribed()) {
            return false;
        }
        return !selection.contains(Selection.SPECIAL_USE)
                || candidate.info().map(info -> !info.uses().isEmpty()).orElse(false);
    }

    /** RECURSIVEMATCH: levels that have something selected below; those that are no mailboxes join the candidates. */
    private Set<MailboxName> parentsOfSelected(Map<MailboxName, Candidate> candidates) {
        Set<MailboxName> parents = new HashSet<>();
        if (!request.selection().contains(Selection.RECURSIVEMATCH)) {
            return parents;
        }
        candidates.forEach((name, candidate) -> {
            if (selected(candidate)) {
                for (Optional<MailboxName> up = name.parent();
                        up.isPresent();
                        up = up.get().parent()) {
                    parents.add(up.get());
                }
            }
        });
        parents.forEach(name -> candidates.putIfAbsent(name, new Candidate(Optional.empty(), false)));
        return parents;
    }

    private Line line(MailboxName name, Candidate candidate, boolean childInfo) {
        List<String> attributes = new ArrayList<>();
        if (candidate.info().isEmpty()) {
            attributes.add("\\NonExistent");
        } else {
            MailboxInfo info = candidate.info().get();
            if (!info.selectable()) {
                attributes.add("\\Noselect");
            }
            attributes.add(info.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
            // Told unasked too: several clients look for special uses in a plain LIST, RFC 6154 §2.
            EnumSet<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
            uses.addAll(info.uses());
            uses.forEach(use -> attributes.add(use.attribute()));
        }
        if (candidate.subscribed() && request.returned().contains(Return.SUBSCRIBED)) {
            attributes.add(0, "\\Subscribed");
        }
        boolean selectable = candidate.info().map(MailboxInfo::selectable).orElse(false);
        return new Line(name, attributes, selectable, childInfo);
    }

    private record Candidate(Optional<MailboxInfo> info, boolean subscribed) {}
}
