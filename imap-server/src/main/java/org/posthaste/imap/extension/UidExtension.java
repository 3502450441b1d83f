package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.UidBatchesCommand;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/**
 * UIDONLY, RFC 9586, and UIDBATCHES, RFC 10022. Both are told of only where the administrator wants it ({@code imap.announce}): announcing UIDONLY is known to break a big fetcher of mail.
 */
final class UidExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("UIDONLY", "UIDBATCHES");
    }

    @Override
    public List<ImapCommand> commands(Vocabulary vocabulary) {
        return List.of(new UidBatchesCommand());
    }

    @Override
    public Map<String, Feature> enables() {
        return Map.of("UIDONLY", Feature.UIDONLY);
    }
}
