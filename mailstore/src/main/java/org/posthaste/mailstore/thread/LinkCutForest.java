package org.posthaste.mailstore.thread;

import java.util.Arrays;

/**
 * Rooted trees that tell the root of a node in logarithmic time (amortised) while edges come and go: link-cut trees of
 * Sleator and Tarjan. Each path from a preferred node upwards is a splay tree ordered by depth. Not thread-safe.
 */
final class LinkCutForest {
    private static final int NONE = -1;

    private int[] left = new int[64];
    private int[] right = new int[64];
    /** Parent in the splay tree; of a splay tree's root, the node above the path. */
    private int[] up = new int[64];

    private int count;

    LinkCutForest() {
        clear(0);
    }

    private void clear(int from) {
        Arrays.fill(left, from, left.length, NONE);
        Arrays.fill(right, from, right.length, NONE);
        Arrays.fill(up, from, up.length, NONE);
    }

    /** A new node, a tree of its own. */
    int add() {
        if (count == up.length) {
            left = Arrays.copyOf(left, 2 * count);
            right = Arrays.copyOf(right, 2 * count);
            up = Arrays.copyOf(up, 2 * count);
            clear(count);
        }
        return count++;
    }

    int count() {
        return count;
    }

    /** Makes the root of a tree the child of a node of another tree. */
    void link(int root, int parent) {
        access(root);
        up[root] = parent;
    }

    /** Takes a node that is not a root from its parent. */
    void cut(int node) {
        access(node);
        up[left[node]] = NONE;
        left[node] = NONE;
    }

    /** The root of a node's tree. */
    int root(int node) {
        access(node);
        int root = node;
        while (left[root] != NONE) {
            root = left[root];
        }
        splay(root);
        return root;
    }

    /** Makes the path from the root to this node one splay tree with this node as its root. */
    private void access(int node) {
        int below = NONE;
        for (int at = node; at != NONE; at = up[at]) {
            splay(at);
            right[at] = below;
            below = at;
        }
        splay(node);
    }

    private boolean isSplayRoot(int node) {
        int above = up[node];
        return above == NONE || left[above] != node && right[above] != node;
    }

    private void splay(int node) {
        while (!isSplayRoot(node)) {
            int parent = up[node];
            if (!isSplayRoot(parent)) {
                boolean straight = left[parent] == node == (left[up[parent]] == parent);
                rotate(straight ? parent : node);
            }
            rotate(node);
        }
    }

    private void rotate(int node) {
        int parent = up[node];
        int above = up[parent];
        if (!isSplayRoot(parent)) {
            if (left[above] == parent) {
                left[above] = node;
            } else {
                right[above] = node;
            }
        }
        int moved;
        if (left[parent] == node) {
            moved = right[node];
            left[parent] = moved;
            right[node] = parent;
        } else {
            moved = left[node];
            right[parent] = moved;
            left[node] = parent;
        }
        if (moved != NONE) {
            up[moved] = parent;
        }
        up[parent] = node;
        up[node] = above;
    }
}
