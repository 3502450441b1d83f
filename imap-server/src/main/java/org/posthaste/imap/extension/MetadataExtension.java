package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.command.GetMetadataCommand;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.SetMetadataCommand;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** METADATA, RFC 5464, and LIST-METADATA, RFC 9590. */
final class MetadataExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("METADATA", "LIST-METADATA");
    }

    @Override
    public List<ImapCommand> commands(Vocabulary vocabulary) {
        return List.of(new GetMetadataCommand(), new SetMetadataCommand());
    }

    @Override
    public Map<String, Feature> enables() {
        return Map.of("METADATA", Feature.METADATA);
    }
}
