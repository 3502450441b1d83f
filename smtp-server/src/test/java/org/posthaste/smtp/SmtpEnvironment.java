package org.posthaste.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.net.AddressRange;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.common.net.TranscriptEnvironment;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.Preferences.SendLimits;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.session.SmtpConfig;
import org.posthaste.smtp.session.SmtpConfig.OverQuota;
import org.posthaste.smtp.session.SmtpConfig.Patience;
import org.posthaste.smtp.session.SmtpConfig.SenderDomain;

/**
 * The server {@code mx.example.org} for the domain {@code example.org} with the users alice, bob and carol, {@code
 * postmaster} and {@code abuse} (alice), the alias {@code team} (alice and bob), {@code outside} (another host) and
 * {@code mixed} (bob and another host). Lines a script may give:
 *
 * <ul>
 *   <li>{@code listener submission|lmtp|smtp}, {@code limit size|recipients|messages N}, {@code patience N}, {@code
 *   tarpit after N}, {@code over quota for good}
 *   <li>{@code bob is full}, {@code bob is gone at delivery}, {@code bob is full at delivery}, {@code store fails
 *   UNAVAILABLE}, {@code disk is full}
 *   <li>{@code N messages for bob}: checked there and then; {@code last message contains TEXT}, {@code last message
 *   lacks TEXT}, {@code last prefix contains TEXT}, {@code last message ends with TEXT} (with {@code \r\n} escapes);
 *   {@code nothing open}
 *   <li>{@code senders checked}: also those of peers on this host; {@code senders refused if certain}, {@code senders
 *   not refused}
 *   <li>{@code trusted NETWORK}; {@code queued DESCRIPTION}: what of the last message goes to other hosts, as the
 *   reverse-path, its options, and each recipient with its options; {@code queued nothing}
 *   <li>{@code verified}: mail of this host too; {@code *.example} of the domains in {@link #policies} fail SPF, but for
 *   {@code good}; {@code bob keeps junk}: in a mailbox called Spam; {@code last mailboxes are NAMES}; {@code forwarded by
 *   ADDRESS trusted}; {@code dmarc not enforced}; {@code last entry has KEY TEXT}: the beginning of a journal detail;
 *   {@code last entry lacks KEY}
 *   <li>{@code sending limit N} an hour, {@code new recipients N} a day
 * </ul>
 */
final class SmtpEnvironment implements TranscriptEnvironment {
    private static final Pattern COUNT = Pattern.compile("(\\d+) messages? for (\\w+)");
    private static final Pattern LAST = Pattern.compile("last (message|prefix) (contains|lacks|is) (.*)");

    final MemoryStore store = new MemoryStore();
    private final MovableClock clock = new MovableClock();
    private SmtpConfig config =
            SmtpConfig.defaults("mx.example.org").withPatience(new Patience(20, 3, 10, Duration.ZERO));

    {
        config = config.withOutside(config.outside().withRewritingKey(new byte[32]))
                .withVerification(config.verification().withExempt(List.of(AddressRange.parse("127.0.0.0/8"))));
    }

    private String listener = "smtp";
    private final FakeDns dns = new FakeDns();
    private boolean sendersChecked;

    SmtpEnvironment() {
        dns.mx("elsewhere.example", 10, "mx.elsewhere.example").mx("nullmx.example", 0, ".");
        dns.failing("unsure.example", "no answer");
        List.of("alice", "bob", "carol").forEach(store.directory::user);
        MailAddress elsewhere = new MailAddress("bob", "elsewhere.example");
        store.directory.alias("postmaster", List.of("alice"), List.of());
        store.directory.alias("abuse", List.of("alice"), List.of());
        store.directory.alias("team", List.of("alice", "bob"), List.of());
        store.directory.alias("outside", List.of(), List.of(elsewhere));
        store.directory.alias("mixed", List.of("bob"), List.of(elsewhere));
    }

    @Override
    public SessionFactory sessions() {
        return new SmtpSessions(
                config,
                store,
                store.directory.logins(),
                PolicyChecks.standard(dns, peer -> !sendersChecked && peer.isLoopbackAddress(), () -> false),
                TestTrust.of(dns, clock),
                clock);
    }

    @Override
    public void given(String text) {
        String[] words = text.split(" ");
        Matcher count = COUNT.matcher(text);
        Matcher last = LAST.matcher(text);
        if (count.matches()) {
            assertThat(store.deliveries.stream()
                            .filter(d -> d.accounts().contains(store.directory.user(count.group(2)))))
                    .hasSize(Integer.parseInt(count.group(1)));
        } else if (last.matches()) {
            last(last.group(1), last.group(2), last.group(3));
        } else if (text.startsWith("queued ")) {
            assertThat(queued()).isEqualTo(text.substring("queued ".length()));
        } else if (text.startsWith("trusted ")) {
            config = config.withOutside(config.outside().withTrusted(List.of(AddressRange.parse(words[1]))));
        } else if (text.equals("nothing open")) {
            assertThat(store.open).hasValue(0);
        } else if (text.startsWith("last mailboxes are ")) {
            assertThat(lastDelivery().mailboxes())
                    .extracting(MailboxName::value)
                    .containsExactly(
                            text.substring("last mailboxes are ".length()).split(", "));
        } else if (text.startsWith("last entry ")) {
            lastEntry(
                    words[2],
                    words[3],
                    text.substring(text.indexOf(words[3]) + words[3].length()).strip());
        } else if (text.endsWith(" keeps junk")) {
            store.junk(store.directory.user(words[0]));
        } else if (text.endsWith(" is full")) {
            store.quota(store.directory.user(words[0]), 1000, 1000);
        } else if (text.endsWith(" is full at delivery")) {
            store.failFor(store.directory.user(words[0]), StoreFailure.OVER_QUOTA);
        } else if (text.endsWith(" is gone at delivery")) {
            store.failFor(store.directory.user(words[0]), StoreFailure.NOT_FOUND);
        } else if (text.startsWith("store fails ")) {
            store.fail(StoreFailure.valueOf(words[2]));
        } else if (text.equals("disk full")) {
            store.failWriting(StoreFailure.UNAVAILABLE);
        } else {
            setting(text, words);
        }
    }

    private void setting(String text, String[] words) {
        int number = words.length > 2 && words[2].matches("\\d+") ? Integer.parseInt(words[2]) : 0;
        switch (text.replaceAll("\\d+", "N")) {
            case "limit size N" -> config = config.withLimits(config.limits().withMessageSize(number));
            case "limit recipients N" -> config =
                    config.withLimits(config.limits().withRecipients(number));
            case "limit messages N" -> config =
                    config.withLimits(config.limits().withMessages(number));
            case "tarpit after N" -> config = config.withPatience(new Patience(20, 3, number, Duration.ofSeconds(5)));
            case "sending limit N" -> config = config.withOutside(config.outside()
                    .withLimits(new SendLimits(
                            OptionalInt.of(number), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty())));
            case "new recipients N" -> config = config.withOutside(config.outside()
                    .withLimits(new SendLimits(
                            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(number))));
            case "over quota for good" -> config = config.withOverQuota(OverQuota.FOR_GOOD);
            case "senders checked" -> {
                sendersChecked = true;
                dns.mx("mx.example", 10, "mail.mx.example").address("host.example", "2001:db8::1");
                dns.mx("null.example", 0, ".").empty("empty.example").failing("later.example", "no answer");
                dns.empty("half.example").failing("half.example/AAAA", "no answer");
            }
            case "verified" -> {
                config = config.withVerification(config.verification().withExempt(List.of()));
                policies();
            }
            case "dmarc not enforced" -> config =
                    config.withVerification(config.verification().withEnforcement(false));
            case "senders refused if certain" -> config = config.withSenderDomain(SenderDomain.IF_CERTAIN);
            case "senders not refused" -> config = config.withSenderDomain(SenderDomain.OFF);
            case "listener smtp", "listener submission", "listener lmtp" -> listener = words[1];
            default -> throw new IllegalArgumentException("unknown: " + text);
        }
    }

    private void policies() {
        dns.txt("good.example", "v=spf1 ip4:127.0.0.0/8 -all").txt("_dmarc.good.example", "v=DMARC1; p=reject");
        for (String policy : List.of("none", "quarantine", "reject")) {
            dns.txt(policy + ".example", "v=spf1 -all").txt("_dmarc." + policy + ".example", "v=DMARC1; p=" + policy);
        }
        dns.txt("testing.example", "v=spf1 -all").txt("_dmarc.testing.example", "v=DMARC1; p=reject; t=y");
        dns.txt("spf-only.example", "v=spf1 -all");
        dns.failing("dead.example", "no answer").failing("_dmarc.dead.example", "no answer");
        dns.failing("half-dead.example", "no answer").txt("_dmarc.half-dead.example", "v=DMARC1; p=reject");
        dns.txt("example.org", "v=spf1 -all").txt("_dmarc.example.org", "v=DMARC1; p=reject");
    }

    private MemoryStore.Delivered lastDelivery() {
        assertThat(store.deliveries).isNotEmpty();
        return store.deliveries.get(store.deliveries.size() - 1);
    }

    private void lastEntry(String how, String key, String expected) {
        Map<String, String> details =
                store.entries.get(store.entries.size() - 1).details();
        if (how.equals("lacks")) {
            assertThat(details).doesNotContainKey(key);
        } else {
            assertThat(details.get(key)).as(details.toString()).startsWith(expected.replace("\\n", "\n"));
        }
    }

    /** What of the last message goes to other hosts. */
    private String queued() {
        MemoryStore.Delivered delivered = lastDelivery();
        if (delivered.outgoing().isEmpty()) {
            return "nothing";
        }
        Outgoing outgoing = delivered.outgoing().get();
        assertThat(delivered.prefix().substring(outgoing.skip()))
                .matches("(?s)(Received|Authentication-Results): .*")
                .doesNotContain("Return-Path");
        StringBuilder text = new StringBuilder("<" + outgoing.reversePath() + ">" + options(outgoing.options()));
        outgoing.recipients()
                .forEach(recipient ->
                        text.append(' ').append(recipient.address()).append(options(recipient.options())));
        outgoing.recipients().get(0).notBefore().ifPresent(time -> text.append(" not before ")
                .append(time));
        if (outgoing.priority() != 0) {
            text.insert(0, "priority " + outgoing.priority() + " ");
        }
        return (outgoing.recipients().get(0).held() ? "held " : "") + text;
    }

    private static String options(Map<String, String> options) {
        return options.isEmpty() ? "" : " " + new TreeMap<>(options);
    }

    private void last(String part, String how, String expected) {
        MemoryStore.Delivered delivered = lastDelivery();
        String actual = part.equals("prefix") ? delivered.prefix() : delivered.text();
        String text = expected.equals("empty")
                ? ""
                : expected.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\0", "\0");
        switch (how.toLowerCase(Locale.ROOT)) {
            case "contains" -> assertThat(actual).contains(text);
            case "lacks" -> assertThat(actual).doesNotContain(text);
            default -> assertThat(actual).isEqualTo(text);
        }
    }

    @Override
    public String listener(boolean tls) {
        return tls && listener.equals("submission") ? "submissions" : listener;
    }

    @Override
    public TransportLimits limits() {
        return TransportLimits.defaults();
    }

    @Override
    public MovableClock clock() {
        return clock;
    }
}
