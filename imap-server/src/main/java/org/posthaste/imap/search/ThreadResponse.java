package org.posthaste.imap.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntUnaryOperator;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.thread.ThreadForest;

/** The THREAD response, RFC 5256 §4. Written without recursion: threads may be as deep as a mailbox has messages. */
public final class ThreadResponse {
    private ThreadResponse() {}

    /** Writes it; {@code numbers} gives the number of the message at a place. */
    public static void write(ThreadForest forest, IntUnaryOperator numbers, ImapWriter out) {
        out.text("* THREAD");
        if (forest.firstThread() != ThreadForest.NONE) {
            out.sp();
        }
        // Siblings still to be written, each in parentheses; the deepest level on top.
        Deque<Integer> pending = new ArrayDeque<>();
        int node = forest.firstThread();
        while (node != ThreadForest.NONE) {
            out.octet('(');
            pending.push(forest.nextSibling(node));
            node = writeMembers(forest, node, numbers, out);
            while (node == ThreadForest.NONE && !pending.isEmpty()) {
                out.octet(')');
                node = pending.pop();
            }
        }
        out.crlf();
    }

    /** Writes a member and its only children one after another; returns the first of several children. */
    private static int writeMembers(ThreadForest forest, int head, IntUnaryOperator numbers, ImapWriter out) {
        int node = head;
        boolean first = true;
        while (true) {
            if (forest.isMessage(node)) {
                if (!first) {
                    out.sp();
                }
                out.number(numbers.applyAsInt(node));
                first = false;
            }
            int child = forest.firstChild(node);
            if (child == ThreadForest.NONE) {
                return child;
            }
            if (forest.nextSibling(child) != ThreadForest.NONE) {
                if (!first) {
                    out.sp();
                }
                return child;
            }
            node = child;
        }
    }
}
