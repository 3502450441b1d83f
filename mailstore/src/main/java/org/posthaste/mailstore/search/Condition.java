package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

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
