package org.posthaste.smtp.verify.arc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.smtp.verify.dkim.ArcInstance;
import org.posthaste.smtp.verify.dkim.InvalidSignatureException;
import org.posthaste.smtp.verify.dkim.SignatureTags;

/** The ARC fields of a header and the sets they make, RFC 8617 §4.2. Confined. */
final class ArcFields {
    private static final List<String> NAMES =
            List.of("ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal");
    private static final int RESULTS = 0;
    private static final int MESSAGE_SIGNATURE = 1;
    private static final int SEAL = 2;

    private final HeaderBlock header;
    private final List<Field> fields = new ArrayList<>();
    private int highest;
    private Optional<String> problem = Optional.empty();

    /** One field; {@code kind} is an index of {@link #NAMES}. */
    private record Field(int kind, int instance, int index) {}

    ArcFields(HeaderBlock header) {
        this.header = header;
        for (int kind = 0; kind < NAMES.size(); kind++) {
            collect(kind);
        }
    }

    private void collect(int kind) {
        String name = NAMES.get(kind);
        int count = 0;
        for (int i = header.indexOf(name, 0); i >= 0; i = header.indexOf(name, i + 1)) {
            count++;
            if (count > ArcInstance.MAX) {
                problem = Optional.of("more than " + ArcInstance.MAX + " fields " + name);
                highest = ArcInstance.MAX;
                return;
            }
            int instance = ArcInstance.of(header, i);
            highest = Math.max(highest, instance);
            if (instance < 1 || instance > ArcInstance.MAX) {
                problem = Optional.of("a field " + name + " has no instance from 1 to " + ArcInstance.MAX);
            } else if (find(kind, instance).isPresent()) {
                problem = Optional.of("two fields " + name + " have i=" + instance);
            } else {
                fields.add(new Field(kind, instance, i));
            }
        }
    }

    private Optional<Field> find(int kind, int instance) {
        return fields.stream()
                .filter(field -> field.kind == kind && field.instance == instance)
                .findFirst();
    }

    /** True if there are no ARC fields at all. */
    boolean none() {
        return fields.isEmpty() && problem.isEmpty();
    }

    /** The greatest instance found; 0 if there is none. */
    int highest() {
        return highest;
    }

    /** True if the newest seal says that the chain is broken (RFC 8617 §5.2 step 2). */
    boolean saidToBeBroken() {
        return find(SEAL, highest)
                .filter(seal -> {
                    try {
                        return SignatureTags.tags(header, seal.index)
                                .value("cv")
                                .orElse("")
                                .equals("fail");
                    } catch (InvalidSignatureException e) {
                        return false;
                    }
                })
                .isPresent();
    }

    /** All sets from the first (RFC 8617 §5.2 step 3 A and B); fails if they are not whole and contiguous. */
    List<ArcSet> sets() throws InvalidSignatureException {
        if (problem.isPresent()) {
            throw ArcSet.broken(problem.get());
        }
        List<ArcSet> sets = new ArrayList<>(highest);
        for (int instance = 1; instance <= highest; instance++) {
            int message = index(MESSAGE_SIGNATURE, instance);
            int seal = index(SEAL, instance);
            sets.add(new ArcSet(
                    instance,
                    index(RESULTS, instance),
                    SignatureTags.arcMessage(header, message),
                    SignatureTags.arcSeal(header, seal)));
        }
        return sets;
    }

    private int index(int kind, int instance) throws InvalidSignatureException {
        return find(kind, instance)
                .orElseThrow(() -> ArcSet.broken("set " + instance + " of " + highest + " has no " + NAMES.get(kind)))
                .index();
    }
}
