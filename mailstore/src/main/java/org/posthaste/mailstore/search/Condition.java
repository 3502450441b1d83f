package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A query made ready for one snapshot. Thread-safe. */
interface Condition {
    /** Costs, only meant to be compared. */
    int FREE = 0;

    int ARRAYS = 1;
    int RENDERED = 10;
    int HEADER = 20;
    int BODY = 1000;

    boolean test(MessageView message) throws IOException;

    int cost();

    /** The messages among which all matching ones are, as far as that is known without a test; not to be changed. */
    default Optional<BitSet> superset() {
        return Optional.empty();
    }

    /** Always the same answer. */
    record Constant(boolean answer) implements Condition {
        @Override
        public boolean test(MessageView message) {
            return answer;
        }

        @Override
        public int cost() {
            return FREE;
        }
    }

    /** Those of a set. */
    record Listed(BitSet indexes) implements Condition {
        @Override
        public boolean test(MessageView message) {
            return indexes.get(message.index());
        }

        @Override
        public int cost() {
            return FREE;
        }

        @Override
        public Optional<BitSet> superset() {
            return Optional.of(indexes);
        }
    }

    /** All of them, the cheapest first. */
    record Every(List<Condition> conditions) implements Condition {
        public Every {
            conditions = cheapestFirst(conditions);
        }

        @Override
        public boolean test(MessageView message) throws IOException {
            for (Condition condition : conditions) {
                if (!condition.test(message)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int cost() {
            return total(conditions);
        }

        @Override
        public Optional<BitSet> superset() {
            Optional<BitSet> all = Optional.empty();
            for (Condition condition : conditions) {
                Optional<BitSet> part = condition.superset();
                if (all.isPresent() && part.isPresent()) {
                    BitSet both = (BitSet) all.get().clone();
                    both.and(part.get());
                    all = Optional.of(both);
                }
                all = all.or(() -> part);
            }
            return all;
        }
    }

    /** Any of them, the cheapest first. */
    record Any(List<Condition> conditions) implements Condition {
        public Any {
            conditions = cheapestFirst(conditions);
        }

        @Override
        public boolean test(MessageView message) throws IOException {
            for (Condition condition : conditions) {
                if (condition.test(message)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int cost() {
            return total(conditions);
        }

        @Override
        public Optional<BitSet> superset() {
            BitSet any = new BitSet();
            for (Condition condition : conditions) {
                Optional<BitSet> part = condition.superset();
                if (part.isEmpty()) {
                    return part;
                }
                any.or(part.get());
            }
            return Optional.of(any);
        }
    }

    /** The contrary. */
    record Inverse(Condition condition) implements Condition {
        @Override
        public boolean test(MessageView message) throws IOException {
            return !condition.test(message);
        }

        @Override
        public int cost() {
            return condition.cost();
        }
    }

    /** A test with its cost. */
    record Leaf(int cost, Test test) implements Condition {
        @Override
        public boolean test(MessageView message) throws IOException {
            return test.test(message);
        }
    }

    /** What a leaf does. */
    interface Test {
        boolean test(MessageView message) throws IOException;
    }

    private static List<Condition> cheapestFirst(List<Condition> conditions) {
        return conditions.stream()
                .sorted(Comparator.comparingInt(Condition::cost))
                .toList();
    }

    private static int total(List<Condition> conditions) {
        return (int) Math.min(
                Integer.MAX_VALUE / 2,
                conditions.stream().mapToLong(Condition::cost).sum());
    }
}
