package org.posthaste.mailstore.rights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.AccountId;

/**
 * The access list of a mailbox, RFC 4314 §2. Immutable.
 *
 * <p>A user has what is granted to the user and to anyone together, without what is taken away from either. The owner has all rights until the list has an entry for the owner, and always keeps
 * {@code l} and {@code a}, so that no mailbox can become unreachable.
 *
 * @param entries at most one for each grantee and sign, grants before what is taken away, users before anyone
 */
public record AccessList(List<Entry> entries) {
    private static final Comparator<Entry> ORDER = Comparator.comparing(Entry::negative)
            .thenComparingLong(entry ->
                    entry.who() instanceof Grantee.User user ? user.account().value() : Long.MAX_VALUE);

    /** Only the owner. */
    public static final AccessList NONE = new AccessList(List.of());

    /** What the owner cannot lose. */
    public static final Rights KEPT_BY_OWNER = Rights.of(Right.LOOKUP, Right.ADMINISTER);

    public AccessList {
        entries = entries.stream().sorted(ORDER).toList();
    }

    /**
     * Rights of a grantee.
     *
     * @param negative these rights are taken away
     */
    public record Entry(Grantee who, boolean negative, Rights rights) {}

    /** How an entry is changed, RFC 4314 §3.1. */
    public enum Mode {
        REPLACE,
        ADD,
        REMOVE
    }

    /** What a user may do. */
    public Rights of(AccountId user, AccountId owner) {
        Grantee self = Grantee.of(user);
        Rights anyone = granted(new Grantee.Anyone(), false).orElse(Rights.NONE);
        Rights denied = granted(self, true).orElse(Rights.NONE);
        Optional<Rights> own = granted(self, false);
        if (user.equals(owner)) {
            return own.map(anyone::plus).orElse(Rights.ALL).minus(denied).plus(KEPT_BY_OWNER);
        }
        return own.orElse(Rights.NONE)
                .plus(anyone)
                .minus(denied)
                .minus(granted(new Grantee.Anyone(), true).orElse(Rights.NONE));
    }

    /** What an entry says, if there is one. */
    public Optional<Rights> granted(Grantee who, boolean negative) {
        return entries.stream()
                .filter(entry -> entry.negative() == negative && entry.who().equals(who))
                .map(Entry::rights)
                .findAny();
    }

    /** The list with an entry changed. An entry without rights goes, except that the owner's stays: it says that the owner has given them up. */
    public AccessList with(Grantee who, boolean negative, Mode mode, Rights rights, AccountId owner) {
        boolean owners = !negative && who.equals(Grantee.of(owner));
        Rights before = granted(who, negative).orElse(owners ? Rights.ALL : Rights.NONE);
        Rights after =
                switch (mode) {
                    case REPLACE -> rights;
                    case ADD -> before.plus(rights);
                    case REMOVE -> before.minus(rights);
                };
        List<Entry> changed = new ArrayList<>();
        boolean found = false;
        for (Entry entry : entries) {
            boolean same = entry.negative() == negative && entry.who().equals(who);
            found |= same;
            if (!same) {
                changed.add(entry);
            } else if (owners || !after.isEmpty()) {
                changed.add(new Entry(who, negative, after));
            }
        }
        if (!found && (owners || !after.isEmpty())) {
            changed.add(new Entry(who, negative, after));
        }
        return new AccessList(changed);
    }

    /** The list without anything about a user who is no more. */
    public AccessList without(AccountId user) {
        return new AccessList(entries.stream()
                .filter(entry -> !entry.who().equals(Grantee.of(user)))
                .toList());
    }
}
