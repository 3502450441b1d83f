package org.posthaste.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.common.MovableClock;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.common.net.TranscriptEnvironment;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.TestAuthenticator;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox.NewMessage;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.pop3.session.MaildropLocks;
import org.posthaste.pop3.session.Pop3Environment;
import org.posthaste.pop3.session.Pop3Environment.Times;

/** Two users with the password {@code secret}, alice and bob, and a store of their own for each test. */
final class Pop3TestServer implements TranscriptEnvironment {
    private static final Pattern MESSAGES = Pattern.compile("(\\d+) messages");
    private static final Pattern MESSAGE = Pattern.compile("a message (.*)");
    private static final Pattern EXPUNGED = Pattern.compile("message (\\d+) is expunged elsewhere");
    private static final Pattern GONE = Pattern.compile("message (\\d+) is gone for good");
    private static final Pattern DIFFERS = Pattern.compile("(\\S+) differs from (\\S+)");

    private final Map<String, Long> users = new ConcurrentHashMap<>();
    private final TestAuthenticator authenticator = new TestAuthenticator(
            user -> Optional.ofNullable(users.get(user)).map(id -> new AuthResult.Accepted(user, id)));
    private final TestStore real = TestStores.open();
    private final TroubledStore store = new TroubledStore(real.store());
    private Duration lockWait = Duration.ZERO;
    private int delivered;

    Pop3TestServer() {
        users.put("alice@example.org", real.alice().value());
        users.put("bob@example.org", real.bob().value());
    }

    @Override
    public SessionFactory sessions() {
        Times times = new Times(Duration.ofMinutes(3), Duration.ofMinutes(10), lockWait, 10, 5);
        return new Pop3Sessions(new Pop3Environment(
                "mail.example.org", store.store(), authenticator, new MaildropLocks(), times, real.clock()));
    }

    @Override
    public void given(String text) {
        Matcher matcher = MESSAGES.matcher(text);
        if (matcher.matches()) {
            List<NewMessage> messages = new ArrayList<>();
            for (int i = Integer.parseInt(matcher.group(1)); i > 0; i--) {
                delivered++;
                messages.add(message("Subject: message " + delivered + "\r\n\r\ntext " + delivered + "\r\n"));
            }
            TestStore.await(real.inbox().append(messages));
            return;
        }
        matcher = MESSAGE.matcher(text);
        if (matcher.matches()) {
            String message = matcher.group(1).replace("\\r", "\r").replace("\\n", "\n");
            TestStore.await(real.inbox().append(List.of(message(message))));
            return;
        }
        matcher = EXPUNGED.matcher(text);
        if (matcher.matches()) {
            TestStore.await(real.inbox().remove(UidSet.of(Integer.parseInt(matcher.group(1)))));
            return;
        }
        matcher = GONE.matcher(text);
        if (matcher.matches()) {
            store.forget(Integer.parseInt(matcher.group(1)));
            return;
        }
        matcher = DIFFERS.matcher(text);
        if (matcher.matches()) {
            assertThat(matcher.group(1)).isNotEqualTo(matcher.group(2));
            return;
        }
        switch (text) {
            case "logins are slowed down" -> authenticator.always(new AuthResult.TryLater(Duration.ofSeconds(30)));
            case "logins wait 2 s for the lock" -> {
                lockWait = Duration.ofSeconds(2);
                authenticator.answerAtOnce();
            }
            case "the store cannot write" -> store.fillDisk();
            default -> throw new IllegalArgumentException("unknown: " + text);
        }
    }

    private NewMessage message(String text) {
        return new NewMessage(real.incoming(text), Flags.NONE, Optional.empty());
    }

    /** Removals do not come to an end until {@link #releaseRemovals}. */
    void holdRemovals() {
        store.holdRemovals();
    }

    void releaseRemovals() {
        store.releaseRemovals();
    }

    @Override
    public void close() {
        real.close();
    }

    @Override
    public String listener(boolean tls) {
        return tls ? "pop3s" : "pop3";
    }

    @Override
    public MovableClock clock() {
        return real.clock();
    }
}
