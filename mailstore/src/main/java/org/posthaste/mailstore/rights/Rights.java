package org.posthaste.mailstore.rights;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthaste.mailstore.FlagBits;

/**
 * A set of rights, RFC 4314 §2. The virtual rights of §2.1.1 are spelled only: {@code c} stands for {@code kx}, {@code d} for {@code te}. Immutable.
 */
public record Rights(Set<Right> rights) {
    /** None. */
    public static final Rights NONE = new Rights(Set.of());

    /** Everything an owner may do. */
    public static final Rights ALL = new Rights(EnumSet.allOf(Right.class));

    private static final Rights VIRTUAL_C = of(Right.CREATE, Right.DELETE_MAILBOX);
    private static final Rights VIRTUAL_D = of(Right.DELETE_MESSAGES, Right.EXPUNGE);

    public Rights {
        EnumSet<Right> own = EnumSet.noneOf(Right.class);
        own.addAll(rights);
        rights = Collections.unmodifiableSet(own);
    }

    /** These rights. */
    public static Rights of(Right... rights) {
        return new Rights(Set.of(rights));
    }

    /** Reads letters, virtual ones included; empty if one of them is no right. */
    public static Optional<Rights> parse(String letters) {
        Rights found = NONE;
        for (int i = 0; i < letters.length(); i++) {
            Rights more = ofLetter(letters.charAt(i));
            if (more.isEmpty()) {
                return Optional.empty();
            }
            found = found.plus(more);
        }
        return Optional.of(found);
    }

    private static Rights ofLetter(char letter) {
        if (letter == 'c') {
            return VIRTUAL_C;
        }
        if (letter == 'd') {
            return VIRTUAL_D;
        }
        for (Right right : Right.values()) {
            if (right.letter() == letter) {
                return of(right);
            }
        }
        return NONE;
    }

    public boolean isEmpty() {
        return rights.isEmpty();
    }

    public boolean has(Right right) {
        return rights.contains(right);
    }

    /** True if at least one of them is in it. */
    public boolean hasAny(Right... some) {
        for (Right right : some) {
            if (has(right)) {
                return true;
            }
        }
        return false;
    }

    public Rights plus(Rights more) {
        EnumSet<Right> sum = EnumSet.noneOf(Right.class);
        sum.addAll(rights);
        sum.addAll(more.rights);
        return new Rights(sum);
    }

    public Rights minus(Rights less) {
        EnumSet<Right> rest = EnumSet.noneOf(Right.class);
        rest.addAll(rights);
        rest.removeAll(less.rights);
        return new Rights(rest);
    }

    /** Letters without the virtual ones, as they are stored. */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        rights.forEach(right -> letters.append(right.letter()));
        return letters.toString();
    }

    /** Letters with {@code c} and {@code d} wherever a member of them is in it, as RFC 4314 §2.1.1 wants them told. */
    public String withVirtual() {
        String letters = letters();
        if (VIRTUAL_C.rights.stream().anyMatch(this::has)) {
            letters += "c";
        }
        if (VIRTUAL_D.rights.stream().anyMatch(this::has)) {
            letters += "d";
        }
        return letters;
    }

    /** The {@link FlagBits} that may be changed with these rights: {@code s} for \Seen, {@code t} for \Deleted, {@code w} for all others (RFC 4314 §4). */
    public long changeableFlags() {
        long others = ~(FlagBits.SEEN | FlagBits.DELETED | FlagBits.EXPUNGED);
        return (has(Right.SEEN) ? FlagBits.SEEN : 0)
                | (has(Right.DELETE_MESSAGES) ? FlagBits.DELETED : 0)
                | (has(Right.WRITE) ? others : 0);
    }

    /** The right that changing this flag needs. */
    public static Right toChange(String flag) {
        return switch (flag.toLowerCase(Locale.ROOT)) {
            case "\\seen" -> Right.SEEN;
            case "\\deleted" -> Right.DELETE_MESSAGES;
            default -> Right.WRITE;
        };
    }

    @Override
    public String toString() {
        return letters();
    }
}
