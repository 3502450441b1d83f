package org.posthaste.mailstore.thread;

import java.util.Arrays;

/**
 * The algorithms REFERENCES, RFC 5256 §3, and REFS (draft-ietf-morg-inthread), which leaves subjects alone and puts the
 * thread with the newest message last. Step 1 is {@link ReferenceLinks}. Not thread-safe.
 *
 * <p>Deviation: REFS takes the newest sent date where the draft says internal date, as Dovecot does, so that threads do
 * not lose their order when a mailbox is copied.
 */
final class References {
    private static final int NONE = ThreadForest.NONE;

    private final ThreadInput input;
    private final int count;
    /** Parent of each node; behind step 3 only of messages, and only messages or heads of threads. */
    private int[] parents;
    /** Messages by sent date. */
    private final int[] byDate;
    /** Place of each message in that order; of a dummy, the place of its first child. */
    private int[] places;

    private int nodes;

    References(ThreadInput input) {
        this.input = input;
        this.count = input.count();
        this.parents = new ReferenceLinks(input).run();
        this.nodes = parents.length;
        this.byDate = input.byDate();
        this.places = new int[0];
    }

    /** Threads by references and subjects. */
    ThreadForest bySubjectToo() {
        pruneDummies();
        mergeSubjects();
        return forest(places);
    }

    /** Threads by references alone. */
    ThreadForest byReferencesAlone() {
        pruneDummies();
        int[] newest = new int[nodes];
        int[] heads = heads();
        for (int place = 0; place < count; place++) {
            newest[heads[byDate[place]]] = place;
        }
        return forest(newest);
    }

    /** Steps 2 and 3: leaves dummies only as heads of threads that would fall apart without them. */
    private void pruneDummies() {
        int[] anchors = anchors();
        int[] first = new int[nodes];
        int[] members = new int[nodes];
        for (int message : byDate) {
            int parent = parents[message];
            if (parent >= count) {
                parent = anchors[parent];
                parents[message] = parent;
            }
            if (parent >= count && members[parent]++ == 0) {
                first[parent] = message;
            }
        }
        for (int dummy = count; dummy < nodes; dummy++) {
            parents[dummy] = NONE;
            if (members[dummy] == 1) {
                parents[first[dummy]] = NONE;
            }
        }
        places = new int[nodes];
        placeHeads();
    }

    /** For each dummy the nearest message above it; the topmost dummy if there is none. */
    private int[] anchors() {
        int[] anchors = new int[nodes];
        Arrays.fill(anchors, NONE);
        int[] path = new int[nodes];
        for (int dummy = count; dummy < nodes; dummy++) {
            int length = 0;
            int at = dummy;
            while (at >= count && anchors[at] == NONE && parents[at] != NONE) {
                path[length++] = at;
                at = parents[at];
            }
            int anchor = at < count ? at : anchors[at] == NONE ? at : anchors[at];
            if (at >= count) {
                anchors[at] = anchor;
            }
            while (length > 0) {
                anchors[path[--length]] = anchor;
            }
        }
        return anchors;
    }

    /** Each message's place by date, and that of a dummy's first child. */
    private void placeHeads() {
        Arrays.fill(places, Integer.MAX_VALUE);
        for (int place = 0; place < count; place++) {
            int message = byDate[place];
            places[message] = place;
            int parent = parents[message];
            if (parent >= count) {
                places[parent] = Math.min(places[parent], place);
            }
        }
    }

    /** The head of each message's thread. */
    private int[] heads() {
        int[] heads = new int[nodes];
        Arrays.fill(heads, NONE);
        int[] path = new int[count];
        for (int message = 0; message < count; message++) {
            int length = 0;
            int at = message;
            while (heads[at] == NONE && parents[at] != NONE) {
                path[length++] = at;
                at = parents[at];
            }
            int head = heads[at] == NONE ? at : heads[at];
            heads[at] = head;
            while (length > 0) {
                heads[path[--length]] = head;
            }
        }
        return heads;
    }

    /** The heads of threads by place: messages without parent, and dummies with children. */
    private int[] threads(int[] order) {
        long[] threads = new long[nodes];
        int length = 0;
        for (int node = 0; node < nodes; node++) {
            if (parents[node] == NONE && places[node] != Integer.MAX_VALUE) {
                threads[length++] = (long) order[node] << 32 | node;
            }
        }
        Arrays.sort(threads, 0, length);
        return Arrays.stream(threads, 0, length)
                .mapToInt(thread -> (int) thread)
                .toArray();
    }

    // ---- step 5

    private void mergeSubjects() {
        int[] threads = threads(places);
        int[] table = new int[input.subjectCount()];
        Arrays.fill(table, NONE);
        for (int thread : threads) {
            int subject = subject(thread);
            if (subject != 0 && (table[subject] == NONE || isBetter(thread, table[subject]))) {
                table[subject] = thread;
            }
        }
        parents = Arrays.copyOf(parents, nodes + threads.length);
        places = Arrays.copyOf(places, nodes + threads.length);
        int[] mergedInto = new int[nodes + threads.length];
        Arrays.fill(mergedInto, NONE);
        for (int thread : threads) {
            int subject = subject(thread);
            if (subject != 0 && table[subject] != thread) {
                table[subject] = merged(thread, table[subject], mergedInto);
            }
        }
        for (int message = 0; message < count; message++) {
            if (parents[message] != NONE && mergedInto[parents[message]] != NONE) {
                parents[message] = mergedInto[parents[message]];
            }
        }
        placeHeads();
    }

    /** Step 5.B.i: that of the head, or of a dummy's first child. */
    private int subject(int thread) {
        return input.subjects()[byDate[places[thread]]];
    }

    /** Step 5.B.iv: the thread belongs into the table instead of the one there. */
    private boolean isBetter(int thread, int there) {
        if (there >= count) {
            return false;
        }
        return thread >= count || input.replies()[there] && !input.replies()[thread];
    }

    /** Step 5.C: puts a thread into the one in the table; returns what is in the table then. */
    private int merged(int thread, int there, int[] mergedInto) {
        boolean dummyThere = there >= count;
        if (thread >= count && dummyThere) {
            mergedInto[thread] = there;
            return there;
        }
        boolean replyToThere = !dummyThere && thread < count && input.replies()[thread] && !input.replies()[there];
        if (dummyThere || replyToThere) {
            parents[thread] = there;
            return there;
        }
        int dummy = nodes++;
        parents[dummy] = NONE;
        parents[thread] = dummy;
        parents[there] = dummy;
        return dummy;
    }

    // ---- step 6

    /** The trees, siblings by date, threads in this order. */
    private ThreadForest forest(int[] order) {
        ThreadForest.Builder forest = new ThreadForest.Builder(count, nodes);
        for (int message : byDate) {
            if (parents[message] != NONE) {
                forest.addChild(parents[message], message);
            }
        }
        for (int thread : threads(order)) {
            forest.addThread(thread);
        }
        return forest.build();
    }
}
