package org.posthaste.mailstore.sort;

import org.posthaste.common.message.EncodedWords;

/**
 * A subject without what replying and forwarding put around it, RFC 5256 §2.1. Takes time linear in the subject.
 * Immutable.
 *
 * @param text the base subject
 * @param reply whether something was taken off that makes the message a reply or forward (RFC 5256 §3, REFERENCES)
 */
public record BaseSubject(String text, boolean reply) {
    /** The base subject of a Subject field's body, encoded words and all. */
    public static BaseSubject of(String subject) {
        return new Extraction(normalized(EncodedWords.decode(subject))).run();
    }

    /** Step 1: tabs and line ends become blanks, several blanks one. */
    private static String normalized(String subject) {
        StringBuilder text = new StringBuilder(subject.length());
        for (int i = 0; i < subject.length(); i++) {
            char c = subject.charAt(i);
            char blank = c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
            if (blank != ' ' || text.length() == 0 || text.charAt(text.length() - 1) != ' ') {
                text.append(blank);
            }
        }
        return text.toString();
    }

    /** The steps 2 to 6, which narrow the part of the subject that is left. */
    private static final class Extraction {
        private static final String TRAILER = "(fwd)";
        private static final String FORWARD = "[fwd:";

        private final String subject;
        private int start;
        private int end;
        private boolean reply;

        Extraction(String subject) {
            this.subject = subject;
            this.end = subject.length();
        }

        BaseSubject run() {
            do {
                removeTrailers();
                removeLeaders();
            } while (removeForward());
            return new BaseSubject(subject.substring(start, end), reply);
        }

        /** Step 2: subj-trailer, as often as there is one. */
        private void removeTrailers() {
            while (start < end) {
                if (subject.charAt(end - 1) == ' ') {
                    end--;
                } else if (is(TRAILER, end - TRAILER.length())) {
                    end -= TRAILER.length();
                    reply = true;
                } else {
                    return;
                }
            }
        }

        /** Steps 3 to 5: subj-leader, and a subj-blob that something stands behind. */
        private void removeLeaders() {
            while (start < end) {
                if (subject.charAt(start) == ' ') {
                    start++;
                    continue;
                }
                int lastBlob = start;
                int at = start;
                for (int next = afterBlob(at); next > at; next = afterBlob(at)) {
                    lastBlob = at;
                    at = next;
                }
                int behind = afterRefwd(at);
                if (behind > at) {
                    start = behind;
                    reply = true;
                } else {
                    // No blob of this row leads to a reply's mark: all go by step 4, but for one that would leave
                    // nothing.
                    start = at < end ? at : lastBlob;
                    return;
                }
            }
        }

        /** Step 6: subj-fwd-hdr and subj-fwd-trl around all of it. */
        private boolean removeForward() {
            if (!is(FORWARD, start) || subject.charAt(end - 1) != ']') {
                return false;
            }
            start += FORWARD.length();
            end--;
            reply = true;
            return true;
        }

        /** Behind a subj-blob, its blanks included; the same place if there is none. */
        private int afterBlob(int from) {
            if (from >= end || subject.charAt(from) != '[') {
                return from;
            }
            int at = from + 1;
            while (at < end && subject.charAt(at) != '[' && subject.charAt(at) != ']') {
                at++;
            }
            return at < end && subject.charAt(at) == ']' ? afterBlanks(at + 1) : from;
        }

        /** Behind a subj-refwd; the same place if there is none. */
        private int afterRefwd(int from) {
            int at;
            if (is("re", from)) {
                at = from + 2;
            } else if (is("fwd", from)) {
                at = from + 3;
            } else if (is("fw", from)) {
                at = from + 2;
            } else {
                return from;
            }
            at = afterBlob(afterBlanks(at));
            return at < end && subject.charAt(at) == ':' ? at + 1 : from;
        }

        private int afterBlanks(int from) {
            int at = from;
            while (at < end && subject.charAt(at) == ' ') {
                at++;
            }
            return at;
        }

        private boolean is(String lower, int from) {
            return from >= start
                    && from + lower.length() <= end
                    && subject.regionMatches(true, from, lower, 0, lower.length());
        }
    }
}
