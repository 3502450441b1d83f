package org.posthaste.mailstore.thread;

import java.util.Arrays;

/** Step 1 of the algorithm REFERENCES, RFC 5256 §3: parents and children by what messages refer to. Not thread-safe. */
final class ReferenceLinks {
    private static final int NONE = ThreadForest.NONE;

    private final ThreadInput input;
    private final LinkCutForest trees = new LinkCutForest();
    /** Node of each message ID: the first message that has it, or a dummy. */
    private final int[] nodes;

    private int[] parents;
    private int[] children;

    ReferenceLinks(ThreadInput input) {
        this.input = input;
        this.nodes = new int[input.idCount()];
        this.parents = new int[input.count() + 64];
        this.children = new int[input.count() + 64];
    }

    /** Parent of each node; the first nodes are the messages. */
    int[] run() {
        Arrays.fill(nodes, NONE);
        for (int message = 0; message < input.count(); message++) {
            int node = add();
            int id = input.ids()[message];
            // A later message with the same ID counts as one with an ID of its own.
            if (id != 0 && nodes[id] == NONE) {
                nodes[id] = node;
            }
        }
        for (int message = 0; message < input.count(); message++) {
            int last = linkReferences(input.references()[message]);
            replaceParent(message, last);
        }
        return Arrays.copyOf(parents, trees.count());
    }

    private int add() {
        int node = trees.add();
        if (node == parents.length) {
            parents = Arrays.copyOf(parents, 2 * node);
            children = Arrays.copyOf(children, 2 * node);
        }
        parents[node] = NONE;
        return node;
    }

    /** Step 1.A; returns the node of the last reference. */
    private int linkReferences(int[] references) {
        int before = NONE;
        for (int id : references) {
            if (nodes[id] == NONE) {
                nodes[id] = add();
            }
            int node = nodes[id];
            if (before != NONE && parents[node] == NONE) {
                linkUnlessLoop(node, before);
            }
            before = node;
        }
        return before;
    }

    /** Step 1.B. */
    private void replaceParent(int node, int parent) {
        if (parents[node] == parent) {
            return;
        }
        if (parents[node] != NONE) {
            trees.cut(node);
            children[parents[node]]--;
            parents[node] = NONE;
        }
        if (parent != NONE) {
            linkUnlessLoop(node, parent);
        }
    }

    /** The node is a root; the link would close a loop if it were the root of its parent's tree. */
    private void linkUnlessLoop(int node, int parent) {
        boolean loop = node == parent || children[node] > 0 && trees.root(parent) == node;
        if (!loop) {
            trees.link(node, parent);
            parents[node] = parent;
            children[parent]++;
        }
    }
}
