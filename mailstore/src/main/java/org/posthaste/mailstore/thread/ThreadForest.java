package org.posthaste.mailstore.thread;

/**
 * Threads as trees. Nodes are numbered; the first are messages, in the order they were given, the others stand for
 * messages that are not there. Immutable.
 */
public final class ThreadForest {
    /** No node. */
    public static final int NONE = -1;

    private final int messages;
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int firstThread;

    ThreadForest(int messages, int[] firstChild, int[] nextSibling, int firstThread) {
        this.messages = messages;
        this.firstChild = firstChild;
        this.nextSibling = nextSibling;
        this.firstThread = firstThread;
    }

    /** Head of the first thread; the others are its siblings. */
    public int firstThread() {
        return firstThread;
    }

    /** True if the node is a message; its place among those given is the node's number. */
    public boolean isMessage(int node) {
        return node < messages;
    }

    public int firstChild(int node) {
        return firstChild[node];
    }

    public int nextSibling(int node) {
        return nextSibling[node];
    }

    /** Puts together siblings that are given in order. Not thread-safe. */
    static final class Builder {
        private final int messages;
        private final int[] firstChild;
        private final int[] lastChild;
        private final int[] nextSibling;
        private final int root;

        /** For so many nodes, the first of which are messages. */
        Builder(int messages, int nodes) {
            this.messages = messages;
            this.root = nodes;
            this.firstChild = filled(nodes + 1);
            this.lastChild = filled(nodes + 1);
            this.nextSibling = filled(nodes + 1);
        }

        private static int[] filled(int length) {
            int[] none = new int[length];
            java.util.Arrays.fill(none, NONE);
            return none;
        }

        /** Appends a child behind its siblings. */
        void addChild(int parent, int child) {
            if (firstChild[parent] == NONE) {
                firstChild[parent] = child;
            } else {
                nextSibling[lastChild[parent]] = child;
            }
            lastChild[parent] = child;
        }

        /** Appends a thread behind the others. */
        void addThread(int head) {
            addChild(root, head);
        }

        int firstChild(int node) {
            return firstChild[node];
        }

        ThreadForest build() {
            return new ThreadForest(messages, firstChild, nextSibling, firstChild[root]);
        }
    }
}
