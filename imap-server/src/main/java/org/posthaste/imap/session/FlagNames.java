package org.posthaste.imap.session;

import java.util.List;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/** Which flags there are in a selected mailbox, and which of them may be changed, as the client was last told. Confined to the session's executor. */
final class FlagNames {
    private final boolean readOnly;
    private int keywords;
    private Rights rights;

    FlagNames(MailboxSnapshot view, Rights rights, boolean readOnly) {
        this.keywords = view.keywords().size();
        this.rights = rights;
        this.readOnly = readOnly;
    }

    /** The rights they were told with. */
    Rights rights() {
        return rights;
    }

    /** True if these rights make other flags changeable. */
    boolean changed(Rights now) {
        return now.changeableFlags() != rights.changeableFlags();
    }

    /** True if there are keywords that were not told; they are only ever added to. */
    boolean changed(MailboxSnapshot now) {
        return now.keywords().size() != keywords;
    }

    /** Writes the FLAGS response, RFC 3501 §7.2.6, and PERMANENTFLAGS, which tells what may be changed (RFC 4314 §5.1.1). */
    void write(MailboxSnapshot snapshot, Rights now, ImapWriter out) {
        rights = now;
        StringBuilder names = new StringBuilder();
        StringBuilder changeable = new StringBuilder();
        for (int bit = 0; bit < 5; bit++) {
            add(FlagBits.systemName(bit), names, changeable);
        }
        List<String> all = snapshot.keywords();
        all.forEach(keyword -> add(keyword, names, changeable));
        keywords = all.size();
        out.text("* FLAGS (").text(names.toString()).text(")").crlf();
        out.text("* OK [PERMANENTFLAGS (");
        if (!readOnly) {
            if (all.size() < FlagBits.MAX_KEYWORDS && rights.has(Right.WRITE)) {
                changeable.append(" \\*");
            }
            out.text(changeable.toString().strip());
        }
        out.text(readOnly ? ")] Read-only" : ")] Flags are kept").crlf();
    }

    private void add(String flag, StringBuilder names, StringBuilder changeable) {
        names.append(names.length() == 0 ? "" : " ").append(flag);
        if (rights.has(Rights.toChange(flag))) {
            changeable.append(' ').append(flag);
        }
    }
}
