package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.command.GetAclCommand;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.ListRightsCommand;
import org.posthaste.imap.command.MyRightsCommand;
import org.posthaste.imap.command.SetAclCommand;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** ACL, RFC 4314, and LIST-MYRIGHTS, RFC 8440. RIGHTS= names the rights that RFC 2086 did not have (RFC 4314 §5.1.1). */
final class AclExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated
                ? List.of()
                : List.of("ACL", "RIGHTS=kxte", "LIST-MYRIGHTS");
    }

    @Override
    public List<ImapCommand> commands(Vocabulary vocabulary) {
        return List.of(
                SetAclCommand.set(),
                SetAclCommand.delete(),
                new GetAclCommand(),
                new ListRightsCommand(),
                new MyRightsCommand());
    }
}
