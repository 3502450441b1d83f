package org.posthaste.app.why;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.mailstore.journal.JournalKey;
import org.posthaste.mailstore.journal.JournalKey.Kind;

/** What a person has in hand of a message, as things to look for in the journal, the surest first. Stateless. */
public final class Clues {
    private static final Pattern ADDRESS_LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");

    /** What this server writes into Received fields: {@code by HOST (Posthaste) ... id ID}. */
    private static final Pattern OUR_ID =
            Pattern.compile("\\(Posthaste\\)[^;]{0,500}?\\bid\\s+([0-9A-Za-z._-]{4,100})", Pattern.CASE_INSENSITIVE);

    private static final Pattern MESSAGE_ID =
            Pattern.compile("^Message-ID:\\s*<([^<>\\s]{1,900})>", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** The field of a bounce (RFC 3464 §2.3.1, §2.3.2). */
    private static final Pattern RECIPIENT = Pattern.compile(
            "^(?:Original|Final)-Recipient:\\s*(?:rfc822|utf-8)\\s*;\\s*<?([^<>\\s;]{3,320})>?",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private static final Pattern QUOTE = Pattern.compile("^(?:> ?)+", Pattern.MULTILINE);

    private static final Pattern FOLD = Pattern.compile("\\r?\\n[ \\t]+");

    private static final int MOST = 20;

    private Clues() {}

    /** What a word means: an address, a Message-ID, an id of this server, a domain, an address of a host. */
    public static List<JournalKey> ofWord(String word) {
        String text = word.strip();
        boolean brackets = text.startsWith("<") && text.endsWith(">");
        String bare = brackets ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf('@') >= 0) {
            JournalKey address = JournalKey.of(Kind.ADDRESS, bare);
            JournalKey messageId = JournalKey.of(Kind.MESSAGE_ID, bare);
            return brackets ? List.of(messageId, address) : List.of(address, messageId);
        }
        JournalKey id = JournalKey.of(Kind.MESSAGE, bare);
        if (ADDRESS_LITERAL.matcher(bare).matches() && bare.matches(".*[.:].*")) {
            return List.of(JournalKey.of(Kind.HOST, bare), id);
        }
        return bare.indexOf('.') > 0
                ? List.of(id, JournalKey.of(Kind.DOMAIN, bare), JournalKey.of(Kind.MESSAGE_ID, bare))
                : List.of(id);
    }

    /**
     * What a bounce or another message names: ids that this server gave, Message-IDs from the innermost header outwards,
     * recipients of a report.
     */
    public static List<JournalKey> ofMessage(String pasted) {
        // A bounce is often pasted as a mail program shows it: quoted, with soft line breaks.
        String unquoted =
                QUOTE.matcher(pasted).replaceAll("").replace("=\r\n", "").replace("=\n", "");
        String text = FOLD.matcher(unquoted).replaceAll(" ");
        Set<JournalKey> clues = new LinkedHashSet<>();
        innermostFirst(OUR_ID, text).forEach(id -> clues.add(JournalKey.of(Kind.MESSAGE, id)));
        innermostFirst(MESSAGE_ID, text).forEach(id -> clues.add(JournalKey.of(Kind.MESSAGE_ID, id)));
        innermostFirst(RECIPIENT, text).forEach(address -> clues.add(JournalKey.of(Kind.ADDRESS, address)));
        return clues.stream().limit(MOST).toList();
    }

    /** What a bounce returns stands at its end. */
    private static List<String> innermostFirst(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find() && found.size() < 10 * MOST) {
            found.add(0, matcher.group(1));
        }
        return found;
    }
}
