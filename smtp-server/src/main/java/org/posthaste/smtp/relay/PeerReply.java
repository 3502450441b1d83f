package org.posthaste.smtp.relay;

import java.util.List;
import org.posthaste.smtp.protocol.EnhancedStatus;
import org.posthaste.smtp.queue.RemoteReply;

/**
 * A reply of another server (RFC 5321 §4.2), made harmless: its lines are printable and of bounded length.
 *
 * @param code three digits
 * @param lines the text behind the code, at least one line
 */
record PeerReply(int code, List<String> lines) {
    /** What journal and reports keep of a text. */
    private static final int KEPT = 500;

    PeerReply {
        lines = List.copyOf(lines);
    }

    /** 2yz. */
    boolean ok() {
        return code / 100 == 2;
    }

    /** 3yz. */
    boolean intermediate() {
        return code / 100 == 3;
    }

    /** 4yz. */
    boolean transientFailure() {
        return code / 100 == 4;
    }

    /** 5yz. */
    boolean permanentFailure() {
        return code / 100 == 5;
    }

    /** The host closes the connection (RFC 5321 §3.8). */
    boolean closing() {
        return code == 421;
    }

    /**
     * True if the host wants no more recipients in this transaction: 452, or 552 as RFC 821 had it (RFC 5321
     * §4.5.3.1.10), unless the enhanced status speaks of something else, such as a full mailbox.
     */
    boolean tooManyRecipients() {
        String status = statusText();
        return (code == 452 || code == 552)
                && (status.isEmpty() || status.substring(1).equals(".5.3"));
    }

    /**
     * As the queue keeps it. The enhanced status counts only if its class is that of the code, which is what decides
     * (RFC 5321 §4.2.1, RFC 2034 §4); otherwise there is none but the class.
     */
    RemoteReply remote() {
        String status = statusText();
        boolean usable = !status.isEmpty() && status.charAt(0) - '0' == code / 100;
        int kind = ok() ? 2 : permanentFailure() ? 5 : 4;
        EnhancedStatus enhanced = usable ? EnhancedStatus.of(status) : new EnhancedStatus(kind, 0, 0);
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String own = ReplyStatus.of(line);
            String rest = usable && own.equals(status) ? line.substring(own.length()) : line;
            text.append(text.length() == 0 ? "" : " ").append(rest.strip());
            if (text.length() > KEPT) {
                text.setLength(KEPT);
                text.append("...");
                break;
            }
        }
        return new RemoteReply(code, enhanced, text.toString().strip(), false);
    }

    private String statusText() {
        return ReplyStatus.of(lines.get(lines.size() - 1));
    }

    /** Code and text on one line. */
    @Override
    public String toString() {
        return code + " " + String.join(" ", lines);
    }
}
