package org.posthaste.imap.command;

import java.io.IOException;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.search.CandidateFilter;

/** How far the work of a command has come, RFC 9585 §4. Thread-safe. */
public final class Progress {
    private final long goal;
    private volatile long done;

    /** Of something that has so many steps; 0 if nobody knows how many. */
    public Progress(long goal) {
        this.goal = goal;
    }

    /** So many steps are done. */
    void done(long steps) {
        done = steps;
    }

    /** The same reader; what is read tells how far the work has come, for messages are read in their order. */
    MessageReader watching(MessageReader reader) {
        long before = done;
        return new MessageReader() {
            @Override
            public RenderedMessage rendered(MailboxSnapshot snapshot, int index) throws IOException {
                done = before + index;
                return reader.rendered(snapshot, index);
            }

            @Override
            public int sentDay(MailboxSnapshot snapshot, int index) throws IOException {
                done = before + index;
                return reader.sentDay(snapshot, index);
            }

            @Override
            public ByteSource octets(MailboxSnapshot snapshot, int index) throws IOException {
                done = before + index;
                return reader.octets(snapshot, index);
            }

            @Override
            public CandidateFilter candidateFilter() {
                return reader.candidateFilter();
            }
        };
    }

    /** INPROGRESS; without the tag if that could be taken for the end of the code. */
    public ResponseCode code(String tag) {
        long steps = done;
        String progress = steps > 0 ? Long.toString(steps) : "NIL";
        String end = goal > 0 && steps > 0 ? Long.toString(goal) : "NIL";
        String named = tag.indexOf(']') < 0 ? '"' + tag + '"' : "NIL";
        return ResponseCode.of("INPROGRESS", "(" + named + " " + progress + " " + end + ")");
    }
}
