package org.posthaste.mailstore.thread;

import java.util.Arrays;

/** The algorithm ORDEREDSUBJECT, RFC 5256 §3: a thread is what shares a base subject, all children of its first message. */
final class OrderedSubject {
    private OrderedSubject() {}

    static ThreadForest of(ThreadInput input) {
        ThreadForest.Builder forest = new ThreadForest.Builder(input.count(), input.count());
        int[] heads = new int[input.subjectCount()];
        Arrays.fill(heads, ThreadForest.NONE);
        // Taken by date, the first of each subject heads its thread, and threads come in the order of their heads.
        for (int message : input.byDate()) {
            int subject = input.subjects()[message];
            if (heads[subject] == ThreadForest.NONE) {
                heads[subject] = message;
                forest.addThread(message);
            } else {
                forest.addChild(heads[subject], message);
            }
        }
        return forest.build();
    }
}
