package org.posthaste.imap.extension;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.posthaste.imap.command.CancelUpdateCommand;
import org.posthaste.imap.command.CloseCommand;
import org.posthaste.imap.command.CompressCommand;
import org.posthaste.imap.command.CopyCommand;
import org.posthaste.imap.command.EnableCommand;
import org.posthaste.imap.command.EsearchCommand;
import org.posthaste.imap.command.IdCommand;
import org.posthaste.imap.command.IdleCommand;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.NamespaceCommand;
import org.posthaste.imap.command.NotifyCommand;
import org.posthaste.imap.command.ReplaceCommand;
import org.posthaste.imap.command.SortCommand;
import org.posthaste.imap.command.ThreadCommand;
import org.posthaste.imap.command.UnauthenticateCommand;
import org.posthaste.imap.command.XlistCommand;
import org.posthaste.imap.session.ImapConfig;
import org.posthaste.imap.session.ImapSession;

/** Everything the server speaks, in the order CAPABILITY tells it. Immutable. */
public final class ImapExtensions {
    private final List<ImapExtension> extensions;
    private final List<ImapCommand> commands;

    public ImapExtensions(ImapConfig config) {
        this.extensions = List.of(
                new Imap4Rev1(),
                new Imap4Rev2(),
                Announced.always("LITERAL+"), // RFC 7888: CommandFramer
                Announced.always("SASL-IR"), // RFC 4959: AuthenticateCommand
                Announced.always("ID", IdCommand::new), // RFC 2971
                Announced.always("ENABLE", vocabulary -> new EnableCommand(vocabulary.features())), // RFC 5161
                Announced.always("IDLE", IdleCommand::new), // RFC 2177
                Announced.afterLogin("NAMESPACE", NamespaceCommand::new), // RFC 2342
                Announced.afterLogin("CHILDREN"), // RFC 3348: MailboxListing
                Announced.afterLogin("UNSELECT", CloseCommand::unselect), // RFC 3691
                Announced.afterLogin("UIDPLUS"), // RFC 4315: ExpungeCommand, AppendCommand, CopyCommand
                Announced.afterLogin("MOVE", CopyCommand::move), // RFC 6851
                Announced.afterLogin("MULTIAPPEND"), // RFC 3502: MessageReceiver
                Announced.afterLogin("CATENATE"), // RFC 4469: MessageReceiver
                Announced.afterLogin("REPLACE", ReplaceCommand::new), // RFC 8508
                Announced.afterLogin("SPECIAL-USE"), // RFC 6154: MailboxListing
                Announced.afterLogin("CREATE-SPECIAL-USE"), // RFC 6154: CreateCommand
                Announced.afterLogin("LIST-EXTENDED"), // RFC 5258: ListRequest, MailboxListing
                Announced.afterLogin("LIST-STATUS"), // RFC 5819: ListCommand
                Announced.afterLogin("XLIST", XlistCommand::new),
                new StatusSizeExtension(),
                Announced.afterLogin("ESEARCH"), // RFC 4731: SearchReturn, SearchResponse
                Announced.afterLogin("SEARCHRES"), // RFC 5182: SelectedMailbox, SearchCommand
                Announced.afterLogin("SORT", vocabulary -> new SortCommand(vocabulary.searchKeys())), // RFC 5256
                Announced.afterLogin("SORT=DISPLAY"), // RFC 5957: SortKey
                Announced.afterLogin("ESORT"), // RFC 5267: SortCommand
                Announced.afterLogin("THREAD=ORDEREDSUBJECT"), // RFC 5256: ThreadCommand
                Announced.afterLogin("THREAD=REFERENCES", vocabulary -> new ThreadCommand(vocabulary.searchKeys())),
                Announced.afterLogin("THREAD=REFS"), // draft-ietf-morg-inthread: ThreadCommand
                Announced.afterLogin("CONTEXT=SEARCH", CancelUpdateCommand::new), // RFC 5267: SearchContexts
                Announced.afterLogin("CONTEXT=SORT"),
                Announced.afterLogin(
                        "MULTISEARCH", vocabulary -> new EsearchCommand(vocabulary.searchKeys())), // RFC 7377
                Announced.afterLogin("PARTIAL"), // RFC 9394: PartialRange
                Announced.afterLogin("INPROGRESS"), // RFC 9585: CommandCourse
                Announced.afterLogin("I18NLEVEL=1"), // RFC 5255: TextFolding
                new WithinExtension(),
                new CondstoreExtension(),
                new QresyncExtension(),
                new UidExtension(),
                Announced.afterLogin("COMPRESS=DEFLATE", CompressCommand::new), // RFC 4978
                Announced.afterLogin("NOTIFY", vocabulary -> new NotifyCommand(vocabulary.fetchItems())), // RFC 5465
                Announced.afterLogin("UNAUTHENTICATE", UnauthenticateCommand::new), // RFC 8437
                new SaveDateExtension(),
                new ObjectIdExtension(),
                new ContentExtension(),
                new Utf8Extension(),
                new QuotaExtension(),
                new AclExtension(),
                new MetadataExtension(),
                new MessageLimitExtension(config.messageLimits()),
                new AppendLimitExtension(config.maxMessageSize()));
        Vocabulary vocabulary = Vocabulary.of(extensions);
        this.commands = extensions.stream()
                .flatMap(extension -> extension.commands(vocabulary).stream())
                .toList();
    }

    /** All commands. */
    public List<ImapCommand> commands() {
        return commands;
    }

    /** What CAPABILITY tells a session now; what the administrator hides from everybody or from this user is left out, but works. */
    public String capabilities(ImapSession session) {
        Set<String> hidden = session.hiddenCapabilities();
        StringJoiner capabilities = new StringJoiner(" ");
        for (ImapExtension extension : extensions) {
            for (String capability : extension.capabilities(session)) {
                if (hidden.isEmpty() || !hidden.contains(capability.toUpperCase(Locale.ROOT))) {
                    capabilities.add(capability);
                }
            }
        }
        return capabilities.toString();
    }
}
