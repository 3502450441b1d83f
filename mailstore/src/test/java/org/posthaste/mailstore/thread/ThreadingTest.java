package org.posthaste.mailstore.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.search.ListedMessages;
import org.posthaste.mailstore.sort.HeaderColumnsCache;

/** RFC 5256 §3. Messages are numbered from 0. */
class ThreadingTest {
    private final ListedMessages messages = new ListedMessages();

    /** Adds a message sent at a minute; an empty ID or reference list is left out. */
    private ThreadingTest add(int minute, String subject, String id, String references) {
        messages.add("Date: Thu, 1 Jan 1970 00:" + String.format("%02d", minute) + ":00 +0000\r\nSubject: " + subject
                + "\r\n" + (id.isEmpty() ? "" : "Message-ID: " + id + "\r\n")
                + (references.isEmpty() ? "" : references + "\r\n") + "\r\n");
        return this;
    }

    private String thread(ThreadAlgorithm algorithm) throws IOException {
        int[] all = IntStream.range(0, messages.count()).toArray();
        return text(Threading.of(messages, all, algorithm, messages, new HeaderColumnsCache(1 << 26).of(messages)));
    }

    /** Every node in parentheses with its children; a dummy is a dash. Only for shallow threads. */
    private static String text(ThreadForest forest) {
        return siblings(forest, forest.firstThread());
    }

    private static String siblings(ThreadForest forest, int first) {
        StringBuilder text = new StringBuilder();
        for (int node = first; node != ThreadForest.NONE; node = forest.nextSibling(node)) {
            text.append('(').append(forest.isMessage(node) ? "" + node : "-");
            text.append(siblings(forest, forest.firstChild(node))).append(')');
        }
        return text.toString();
    }

    @Test
    void repliesHangBelowWhatTheyReferTo() throws IOException {
        add(1, "a", "<0@x>", "")
                .add(2, "b", "<1@x>", "References: <0@x>")
                .add(3, "c", "<2@x>", "References: <0@x> <1@x>")
                .add(4, "d", "<3@x>", "In-Reply-To: <0@x> <2@x>")
                .add(5, "e", "<4@x>", "References: none of value\r\nIn-Reply-To: your mail <3@x>");
        assertThat(thread(ThreadAlgorithm.REFERENCES)).isEqualTo("(0(1(2))(3(4)))");
    }

    @Test
    void messagesThatAreMissingKeepTheirRepliesTogether() throws IOException {
        add(3, "a", "<0@x>", "References: <gone@x>")
                .add(2, "b", "<1@x>", "References: <gone@x>")
                .add(1, "c", "<2@x>", "References: <lost@x>")
                .add(4, "d", "<3@x>", "References: <2@x> <deep@x> <deeper@x>");
        assertThat(thread(ThreadAlgorithm.REFERENCES)).isEqualTo("(2(3))(-(1)(0))");
        assertThat(thread(ThreadAlgorithm.REFS)).isEqualTo("(-(1)(0))(2(3))");
    }

    @Test
    void idsAreComparedWithoutQuotesButWithCase() throws IOException {
        add(1, "a", "<\"0\"@x>", "").add(2, "b", "", "References: <0@x>").add(3, "c", "", "References: <0@X>");
        assertThat(thread(ThreadAlgorithm.REFERENCES)).isEqualTo("(0(1))(2)");
    }

    @Test
    void ofMessagesWithTheSameIdTheFirstHasIt() throws IOException {
        add(5, "a", "<0@x>", "").add(1, "b", "<0@x>", "").add(2, "c", "<2@x>", "References: <0@x>");
        assertThat(thread(ThreadAlgorithm.REFERENCES)).isEqualTo("(1)(0(2))");
    }

    @Test
    void loopsAreNotClosed() throws IOException {
        add(1, "a", "<0@x>", "References: <1@x>")
                .add(2, "b", "<1@x>", "References: <2@x>")
                .add(3, "c", "<2@x>", "References: <0@x>")
                .add(4, "d", "<3@x>", "References: <3@x>");
        assertThat(thread(ThreadAlgorithm.REFS)).isEqualTo("(2(1(0)))(3)");
    }

    @Test
    void aMessagesOwnReferencesOverruleWhatOthersSayOfIt() throws IOException {
        add(1, "a", "<0@x>", "")
                .add(2, "b", "<1@x>", "References: <0@x> <2@x>")
                .add(3, "c", "<2@x>", "References: <9@x>")
                .add(4, "d", "<9@x>", "");
        assertThat(thread(ThreadAlgorithm.REFS)).isEqualTo("(0)(3(2(1)))");
    }

    @Test
    void threadsOfOneSubjectAreMerged() throws IOException {
        add(1, "Re: apples", "<0@x>", "")
                .add(2, "apples", "<1@x>", "")
                .add(3, "Apples (fwd)", "<2@x>", "")
                .add(4, "pears", "<3@x>", "")
                .add(5, "PEARS", "<4@x>", "")
                .add(6, "re: plums", "<5@x>", "References: <gone@x>")
                .add(7, "x", "<6@x>", "References: <gone@x>")
                .add(8, "plums", "<7@x>", "")
                .add(9, "fw: plums", "<8@x>", "References: <lost@x>")
                .add(10, "y", "<9@x>", "References: <lost@x>")
                .add(11, "", "<10@x>", "")
                .add(12, "Re:", "<11@x>", "");
        assertThat(thread(ThreadAlgorithm.REFERENCES)).isEqualTo("(1(0)(2))(-(3)(4))(-(5)(6)(7)(8)(9))(10)(11)");
    }

    @Test
    void orderedSubjectIsFlat() throws IOException {
        add(3, "b", "", "")
                .add(1, "Re: a", "", "")
                .add(4, "a", "", "")
                .add(2, "B", "", "")
                .add(5, "[x] A", "", "");
        assertThat(thread(ThreadAlgorithm.ORDEREDSUBJECT)).isEqualTo("(1(2)(4))(3(0))");
    }

    @Test
    void sameDatesKeepTheOrderOfTheMailbox() throws IOException {
        add(1, "a", "<0@x>", "References: <2@x>")
                .add(1, "b", "<1@x>", "References: <2@x>")
                .add(1, "c", "<2@x>", "");
        assertThat(thread(ThreadAlgorithm.REFS)).isEqualTo("(2(0)(1))");
    }

    @Test
    void randomReferencesAgreeWithAPlainReadingOfTheRules() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            ThreadInput input = random(random, 1 + random.nextInt(12));
            int[] expected = new PlainReferences(input).parents();
            assertThat(new ReferenceLinks(input).run()).as("round " + round).isEqualTo(expected);
        }
    }

    private static ThreadInput random(Random random, int count) {
        int ids = 2 + random.nextInt(count + 4);
        ThreadInput input = new ThreadInput(
                random.longs(count, 0, 5).toArray(),
                random.ints(count, 0, 4).toArray(),
                new boolean[count],
                random.ints(count, 0, ids).toArray(),
                new int[count][],
                ids,
                4);
        for (int i = 0; i < count; i++) {
            input.replies()[i] = random.nextBoolean();
            input.references()[i] = random.ints(random.nextInt(5), 1, ids).toArray();
        }
        return input;
    }

    /** Every message is there once, whatever the references; dummies only head threads, and have two children. */
    @Test
    void noMessageIsLost() {
        Random random = new Random(8);
        for (int round = 0; round < 2000; round++) {
            int count = random.nextInt(15);
            ThreadInput input = random(random, count);
            for (ThreadAlgorithm algorithm : ThreadAlgorithm.values()) {
                ThreadForest forest = Threading.of(input, algorithm);
                boolean[] seen = new boolean[count];
                for (int node = forest.firstThread(); node != ThreadForest.NONE; node = forest.nextSibling(node)) {
                    if (!forest.isMessage(node)) {
                        int child = forest.firstChild(node);
                        assertThat(child).isNotEqualTo(ThreadForest.NONE);
                        assertThat(forest.nextSibling(child)).isNotEqualTo(ThreadForest.NONE);
                    }
                    mark(forest, node, seen);
                }
                assertThat(seen).doesNotContain(false);
            }
        }
    }

    private static void mark(ThreadForest forest, int node, boolean[] seen) {
        if (forest.isMessage(node)) {
            assertThat(seen[node]).isFalse();
            seen[node] = true;
        }
        for (int child = forest.firstChild(node); child != ThreadForest.NONE; child = forest.nextSibling(child)) {
            assertThat(forest.isMessage(child)).isTrue();
            mark(forest, child, seen);
        }
    }

    @Test
    void longChainsNeitherOverflowNorTakeForever() {
        int count = 100_000;
        for (int kind = 0; kind < 4; kind++) {
            ThreadInput input = new ThreadInput(
                    new long[count],
                    new int[count],
                    new boolean[count],
                    IntStream.rangeClosed(1, count).toArray(),
                    new int[count][],
                    count + 2,
                    1);
            for (int i = 0; i < count; i++) {
                int id = i + 1;
                input.references()[i] = switch (kind) {
                    case 0 -> id == 1 ? new int[0] : new int[] {id - 1}; // each answers the one before
                    case 1 -> new int[] {id + 1}; // each answers the one behind
                    case 2 -> id == 1 ? new int[] {count} : new int[] {id - 1}; // a ring
                    default -> id < 3 ? new int[0] : new int[] {id - 2, id - 1, id % 2 == 0 ? 1 : id - 2};
                };
            }
            for (ThreadAlgorithm algorithm : ThreadAlgorithm.values()) {
                int nodes = 0;
                ThreadForest forest = Threading.of(input, algorithm);
                if (kind < 2 && algorithm != ThreadAlgorithm.ORDEREDSUBJECT) {
                    for (int node = forest.firstThread(); node != ThreadForest.NONE; node = forest.firstChild(node)) {
                        nodes++;
                    }
                    assertThat(nodes).isEqualTo(count);
                }
            }
        }
    }

    @Test
    void rootsAreFoundWhileTreesChange() {
        Random random = new Random(9);
        LinkCutForest forest = new LinkCutForest();
        int[] parents = new int[200];
        Arrays.setAll(parents, i -> -1);
        IntStream.range(0, parents.length).forEach(i -> forest.add());
        for (int round = 0; round < 20_000; round++) {
            int node = random.nextInt(parents.length);
            int other = random.nextInt(parents.length);
            assertThat(forest.root(other)).isEqualTo(root(parents, other));
            if (parents[node] >= 0) {
                forest.cut(node);
                parents[node] = -1;
            } else if (root(parents, other) != node) {
                forest.link(node, other);
                parents[node] = other;
            }
        }
    }

    private static int root(int[] parents, int node) {
        int root = node;
        while (parents[root] >= 0) {
            root = parents[root];
        }
        return root;
    }

    /** Step 1 of RFC 5256 §3, REFERENCES, word by word. */
    private static final class PlainReferences {
        private final ThreadInput input;
        private final java.util.Map<Integer, Integer> nodes = new java.util.HashMap<>();
        private final java.util.List<Integer> parents = new java.util.ArrayList<>();

        PlainReferences(ThreadInput input) {
            this.input = input;
        }

        int[] parents() {
            for (int message = 0; message < input.count(); message++) {
                parents.add(-1);
                if (input.ids()[message] != 0) {
                    nodes.putIfAbsent(input.ids()[message], message);
                }
            }
            for (int message = 0; message < input.count(); message++) {
                int before = -1;
                for (int id : input.references()[message]) {
                    int node = nodes.computeIfAbsent(id, key -> {
                        parents.add(-1);
                        return parents.size() - 1;
                    });
                    if (before >= 0 && parents.get(node) < 0 && !isAbove(node, before)) {
                        parents.set(node, before);
                    }
                    before = node;
                }
                parents.set(message, -1);
                if (before >= 0 && !isAbove(message, before)) {
                    parents.set(message, before);
                }
            }
            return parents.stream().mapToInt(i -> i).toArray();
        }

        private boolean isAbove(int node, int other) {
            for (int at = other; at >= 0; at = parents.get(at)) {
                if (at == node) {
                    return true;
                }
            }
            return false;
        }
    }
}
