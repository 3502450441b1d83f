package org.posthaste.imap.extension;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.imap.command.AppendCommand;
import org.posthaste.imap.command.AuthenticateCommand;
import org.posthaste.imap.command.CapabilityCommand;
import org.posthaste.imap.command.CheckCommand;
import org.posthaste.imap.command.CloseCommand;
import org.posthaste.imap.command.CopyCommand;
import org.posthaste.imap.command.CreateCommand;
import org.posthaste.imap.command.DeleteCommand;
import org.posthaste.imap.command.ExpungeCommand;
import org.posthaste.imap.command.FetchCommand;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.ListCommand;
import org.posthaste.imap.command.Login;
import org.posthaste.imap.command.LoginCommand;
import org.posthaste.imap.command.LogoutCommand;
import org.posthaste.imap.command.LsubCommand;
import org.posthaste.imap.command.NoopCommand;
import org.posthaste.imap.command.RenameCommand;
import org.posthaste.imap.command.SearchCommand;
import org.posthaste.imap.command.SelectCommand;
import org.posthaste.imap.command.StartTlsCommand;
import org.posthaste.imap.command.StatusCommand;
import org.posthaste.imap.command.StoreCommand;
import org.posthaste.imap.command.SubscribeCommand;
import org.posthaste.imap.fetch.BodyItem;
import org.posthaste.imap.fetch.BodyStructureItem;
import org.posthaste.imap.fetch.EnvelopeItem;
import org.posthaste.imap.fetch.FetchItem;
import org.posthaste.imap.fetch.FlagsItem;
import org.posthaste.imap.fetch.InternalDateItem;
import org.posthaste.imap.fetch.Rfc822Item;
import org.posthaste.imap.fetch.SizeItem;
import org.posthaste.imap.fetch.UidItem;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.list.StatusItems;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** IMAP4rev1 itself, RFC 3501. */
final class Imap4Rev1 implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        List<String> capabilities = new ArrayList<>();
        capabilities.add("IMAP4rev1");
        if (session.state() instanceof ImapState.NotAuthenticated) {
            if (session.mayStartTls()) {
                capabilities.add("STARTTLS");
            }
            if (!session.privacy()) {
                capabilities.add("LOGINDISABLED");
            }
            Login.mechanisms(session).forEach(mechanism -> capabilities.add("AUTH=" + mechanism));
        }
        return capabilities;
    }

    @Override
    public List<ImapCommand> commands(Vocabulary vocabulary) {
        return List.of(
                new CapabilityCommand(),
                new NoopCommand(),
                new LogoutCommand(),
                new StartTlsCommand(),
                new AuthenticateCommand(),
                new LoginCommand(),
                SelectCommand.select(),
                SelectCommand.examine(),
                new CreateCommand(),
                new DeleteCommand(),
                new RenameCommand(),
                SubscribeCommand.subscribe(),
                SubscribeCommand.unsubscribe(),
                new ListCommand(vocabulary.statusItems()),
                new LsubCommand(),
                new StatusCommand(vocabulary.statusItems()),
                new AppendCommand(),
                new CheckCommand(),
                CloseCommand.close(),
                new ExpungeCommand(),
                new SearchCommand(vocabulary.searchKeys()),
                new FetchCommand(vocabulary.fetchItems()),
                new StoreCommand(),
                CopyCommand.copy());
    }

    @Override
    public List<FetchItem> fetchItems() {
        return List.of(
                new FlagsItem(),
                new UidItem(),
                new InternalDateItem(),
                new SizeItem(),
                new EnvelopeItem(),
                new BodyStructureItem(),
                new BodyItem(false),
                new BodyItem(true),
                Rfc822Item.whole(),
                Rfc822Item.peek(),
                Rfc822Item.header(),
                Rfc822Item.text());
    }

    @Override
    public List<SearchKey> searchKeys() {
        return SearchKeys.basic();
    }

    @Override
    public List<StatusItem> statusItems() {
        return StatusItems.basic();
    }
}
