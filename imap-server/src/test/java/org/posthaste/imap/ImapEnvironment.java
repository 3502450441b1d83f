package org.posthaste.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.common.net.TranscriptEnvironment;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.TestAuthenticator;
import org.posthaste.imap.session.ImapConfig;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.Preferences;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.change.ChangeBus;

/**
 * The server {@code imap.example.org} with fresh users {@code alice} and {@code bob}, password {@code secret}, in one real store for all scripts. Lines a script may give, all about
 * alice:
 *
 * <ul>
 *   <li>{@code mailbox NAME}, {@code mailbox NAME with N messages} (subjects 1, 2, ...; 1,000 and more in INBOX and elsewhere)
 *   <li>{@code message SUBJECT in NAME}, {@code message SUBJECT in NAME flags \Seen Work}, {@code message SUBJECT in NAME at EPOCHSECOND ZONEMINUTES}
 *   <li>{@code file FILE in NAME}: a message from the folder {@code messages} among the test's resources, its line ends made CRLF
 *   <li>{@code delivery SUBJECT}: arrives in INBOX as if by SMTP
 *   <li>{@code flag UID FLAG in NAME}, {@code unflag UID FLAG in NAME}, {@code remove UID in NAME}, {@code remove UID:UID in NAME}: what another program does meanwhile
 *   <li>{@code quota N}, {@code limit message N} (octets), {@code limit messages N M} (in all commands, and in those that save)
 *   <li>{@code announce CAPABILITY}, {@code hide CAPABILITY,...} from all, {@code hide CAPABILITY,... here}: from the user
 * </ul>
 */
final class ImapEnvironment implements TranscriptEnvironment {
    private static final Pattern MAILBOX = Pattern.compile("mailbox (.+?)(?: with (\\d+) messages?)?");
    private static final Pattern MESSAGE =
            Pattern.compile("message (.+?) in (\\S+)(?: flags (.+)| at (\\d+) (-?\\d+))?");
    private static final Pattern FILE = Pattern.compile("file (\\S+) in (\\S+)");
    private static final Pattern FLAG = Pattern.compile("(flag|unflag) (\\d+) (\\S+) in (\\S+)");
    private static final Pattern REMOVE = Pattern.compile("remove (\\S+) in (\\S+)");

    private static final AtomicInteger USERS = new AtomicInteger();
    private static final TestStore STORE = TestStores.open();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(STORE::close));
    }

    private final MovableClock clock = new MovableClock(TestStores.START);
    private final Map<String, AccountId> logins = new ConcurrentHashMap<>();
    private final TestAuthenticator authenticator = new TestAuthenticator(user -> Optional.ofNullable(logins.get(user))
            .map(id -> new AuthResult.Accepted(user + "@example.org", id.value())));
    private final AccountId alice;
    private final AccountId bob;
    /** Whose mailboxes {@code given} lines speak of. */
    private AccountId owner;

    private ImapConfig config = ImapConfig.defaults("imap.example.org");
    private Optional<ImapSessions> sessions = Optional.empty();

    ImapEnvironment() {
        alice = user("alice");
        bob = user("bob");
        owner = alice;
    }

    private AccountId user(String name) {
        MailAddress address = new MailAddress(name + USERS.incrementAndGet(), TestStore.DOMAIN);
        AccountId id = TestStores.addUser(STORE.store(), address);
        logins.put(name, id);
        return id;
    }

    Account account() {
        return STORE.store().account(owner);
    }

    Mailbox mailbox(String name) {
        return account().mailbox(new MailboxName(name)).orElseThrow();
    }

    void append(String mailbox, String message, Flags flags, Optional<InternalDate> date) {
        TestStore.await(mailbox(mailbox).append(List.of(new Mailbox.NewMessage(STORE.incoming(message), flags, date))));
    }

    /** Appends without waiting. */
    void appendLater(String mailbox, String message) {
        var unused = mailbox(mailbox)
                .append(List.of(new Mailbox.NewMessage(STORE.incoming(message), Flags.NONE, Optional.empty())));
    }

    /** Calls a listener, on the store's committer, after each change of a mailbox. */
    ChangeBus.Subscription whenChanged(String mailbox, Runnable listener) {
        return STORE.store().changes().subscribe(mailbox(mailbox).id(), listener);
    }

    @Override
    public SessionFactory sessions() {
        ImapSessions made = new ImapSessions(config, STORE.store(), authenticator, clock);
        sessions = Optional.of(made);
        return made;
    }

    @Override
    public void given(String text) throws IOException {
        if (text.startsWith("bob's ")) {
            owner = bob;
            given(text.substring("bob's ".length()));
            owner = alice;
            return;
        }
        if (text.equals("save sent")) {
            MailAddress address =
                    STORE.store().directory().user(owner).orElseThrow().address();
            STORE.store().directory().setPreferences(address, Preferences.NONE.withSaveSent(true));
            return;
        }
        Matcher matcher = MAILBOX.matcher(text);
        if (matcher.matches()) {
            givenMailbox(matcher.group(1), Optional.ofNullable(matcher.group(2)));
            return;
        }
        matcher = MESSAGE.matcher(text);
        if (matcher.matches()) {
            Flags flags = matcher.group(3) == null
                    ? Flags.NONE
                    : Flags.of(matcher.group(3).split(" "));
            Optional<InternalDate> date =
                    Optional.ofNullable(matcher.group(4)).map(Long::valueOf).map(second -> new InternalDate(second, 0));
            if (date.isPresent()) {
                date = Optional.of(new InternalDate(date.get().epochSecond(), Integer.parseInt(matcher.group(5))));
            }
            append(matcher.group(2), TestStore.message(matcher.group(1)), flags, date);
            return;
        }
        matcher = FILE.matcher(text);
        if (matcher.matches()) {
            append(matcher.group(2), file(matcher.group(1)), Flags.NONE, Optional.empty());
            return;
        }
        change(text);
    }

    private void givenMailbox(String name, Optional<String> count) {
        MailboxName mailbox = new MailboxName(name);
        if (account().mailbox(mailbox).isEmpty()) {
            TestStore.await(account().create(mailbox, Set.<SpecialUse>of()));
        }
        count.ifPresent(messages -> STORE.appendMany(mailbox(name), Integer.parseInt(messages)));
    }

    private void change(String text) {
        String[] words = text.split(" ");
        Matcher flag = FLAG.matcher(text);
        Matcher remove = REMOVE.matcher(text);
        if (flag.matches()) {
            FlagUpdate.Mode mode = flag.group(1).equals("flag") ? FlagUpdate.Mode.ADD : FlagUpdate.Mode.REMOVE;
            TestStore.await(mailbox(flag.group(4))
                    .storeFlags(
                            UidSet.of(Integer.parseInt(flag.group(2))),
                            new FlagUpdate(mode, Flags.of(flag.group(3))),
                            OptionalLong.empty()));
        } else if (remove.matches()) {
            String[] bounds = remove.group(1).split(":");
            int first = Integer.parseInt(bounds[0]);
            TestStore.await(
                    mailbox(remove.group(2)).remove(UidSet.range(first, Integer.parseInt(bounds[bounds.length - 1]))));
        } else if (words[0].equals("delivery")) {
            STORE.deliver(TestStore.message(words[1]), owner);
        } else if (words[0].equals("quota")) {
            long messages = words.length > 2 ? Long.parseLong(words[2]) : 0;
            TestStore.await(account().limit(Long.parseLong(words[1]), messages));
        } else if (text.equals("administrator")) {
            STORE.store().directory().setAdministrator(address(owner), true);
        } else if (text.startsWith("server ")) {
            config = config.withAnnotations(Map.of(words[1], words[2]));
        } else if (words[0].equals("announce")) {
            config = config.withAnnouncement(new ImapConfig.Announcement(Set.of(), Set.of(words[1])));
        } else if (words[0].equals("hide")) {
            Set<String> hidden = Set.of(words[1].split(","));
            if (words.length > 2) {
                STORE.store().directory().hideCapabilities(address(owner), hidden);
            } else {
                config = config.withAnnouncement(new ImapConfig.Announcement(hidden, Set.of()));
            }
        } else if (text.startsWith("limit messages ")) {
            config = config.withMessageLimits(
                    new ImapConfig.MessageLimits(Integer.parseInt(words[2]), Integer.parseInt(words[3])));
        } else if (text.startsWith("limit message ")) {
            config = config.withMaxMessageSize(Long.parseLong(words[2]));
        } else {
            throw new IllegalArgumentException("unknown: " + text);
        }
    }

    private static MailAddress address(AccountId id) {
        return STORE.store().directory().user(id).orElseThrow().address();
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("alice", address(alice).toString(), "bob", address(bob).toString());
    }

    private static String file(String name) throws IOException {
        try (InputStream in = ImapEnvironment.class.getResourceAsStream("/messages/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no such message: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).replaceAll("\r?\n", "\r\n");
        }
    }

    @Override
    public String listener(boolean tls) {
        return tls ? "imaps" : "imap";
    }

    @Override
    public TransportLimits limits() {
        return TransportLimits.defaults();
    }

    @Override
    public MovableClock clock() {
        return clock;
    }

    @Override
    public void close() {
        sessions.ifPresent(ImapSessions::close);
    }
}
