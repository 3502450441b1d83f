package org.posthaste.common.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.posthaste.common.dns.AnswerReader.Reading;
import org.posthaste.common.dns.DnsSettings.Dnssec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Asks the resolvers of the settings, and remembers what they say: answers for as long as their TTL allows, but a day at
 * most; absence for as long as the zone's SOA record allows (RFC 2308 §5), but 15 minutes at most, and not at all
 * without one; failures for five seconds (RFC 2308 §7). Whoever asks the same meanwhile waits for the same answer.
 * Bounded in records kept, in questions on their way and in those that wait for their turn. While no resolver answers
 * anything, further questions fail at once. Thread-safe.
 *
 * <p>Until a resolver has found anything at all, its "no" is believed only if it knows the root: some, in networks cut
 * off from the world, say it to everything, and mail would be returned for it.
 *
 * <p>Answers come on this client's own threads, never on the selector of dnsjava; they check signatures too.
 */
public final class DnsClient implements DnsResolver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsClient.class);
    private static final String ROOT_ANCHORS = "root-anchors.ds";
    private static final long MAX_TTL_SECONDS = 86_400;
    private static final long FAILURE_SECONDS = 5;
    private static final int MAX_ALIASES = 10;
    private static final long PROBE_MILLIS = 1_500;
    private static final int AT_ONCE = 400;
    private static final int WAITING = 20_000;

    private final DnsSettings settings;
    private final Supplier<List<InetSocketAddress>> servers;
    private final Resolver resolver;
    private final ThreadPoolExecutor executor;
    private final Turnstile turnstile = new Turnstile(AT_ONCE, WAITING);
    private final AsyncCache<Question, Kept> cache;
    private final Ticker ticker;
    private final Lifeline lifeline;
    /** Questions to a resolver that seems to know nothing: a flood of them would only be lost on the way. */
    private final Semaphore few = new Semaphore(4);

    private volatile boolean foundAnything;
    private volatile boolean closed;

    /**
     * What is remembered.
     *
     * @param seconds how long, from {@code born}
     * @param born when it came, by the ticker
     */
    private record Kept(DnsAnswer<Object> answer, long seconds, long born) {}

    DnsClient(DnsSettings settings, Ticker ticker) throws IOException {
        this.settings = settings;
        this.ticker = ticker;
        SystemServers system = new SystemServers(System::nanoTime);
        servers = settings.servers().isEmpty() ? system::current : settings::servers;
        boolean validate = settings.dnssec() == Dnssec.VALIDATE;
        Upstream upstream = new Upstream(servers, settings.timeout(), validate);
        resolver = validate ? validator(upstream, settings) : upstream;
        executor = threads();
        lifeline = new Lifeline(this::isAnybodyThere, ticker);
        cache = Caffeine.newBuilder()
                .maximumWeight(Math.max(1, settings.cacheRecords()))
                .weigher((Question question, Kept kept) ->
                        1 + kept.answer().records().size())
                .expireAfter(new Lifetime())
                .ticker(ticker)
                .executor(Runnable::run)
                .buildAsync();
    }

    /**
     * A client; nothing is asked yet.
     *
     * @throws IOException if the trust anchors cannot be read
     */
    public static DnsClient open(DnsSettings settings) throws IOException {
        return new DnsClient(settings, Ticker.systemTicker());
    }

    private static ValidatingResolver validator(Upstream upstream, DnsSettings settings) throws IOException {
        ValidatingResolver validator = new ValidatingResolver(upstream);
        try (InputStream anchors = settings.trustAnchors().isPresent()
                ? Files.newInputStream(settings.trustAnchors().get())
                : DnsClient.class.getResourceAsStream(ROOT_ANCHORS)) {
            if (anchors == null) {
                throw new IOException("no trust anchors");
            }
            validator.loadTrustAnchors(anchors);
        }
        return validator;
    }

    private static ThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        int size = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "dns-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public CompletionStage<DnsAnswer<MxRecord>> mx(String domain) {
        return ask(domain, Type.MX, MxRecord.class);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses4(String host) {
        return ask(host, Type.A, InetAddress.class);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses6(String host) {
        return ask(host, Type.AAAA, InetAddress.class);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        return ask(name, Type.TXT, String.class);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return ask(ReverseMap.fromAddress(address).toString(true), Type.PTR, String.class);
    }

    @Override
    public CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String name) {
        return ask(name, Type.TLSA, TlsaRecord.class);
    }

    /** The resolvers that are asked now, the best first. */
    public List<InetSocketAddress> servers() {
        return servers.get();
    }

    /** True if one of the resolvers runs on this host, so that its word on DNSSEC can count. */
    public boolean asksThisHost() {
        return servers().stream().anyMatch(server -> Proof.isHere(server.getAddress()));
    }

    /**
     * Asks for the name servers of the root, which every resolver knows and which are signed: whether the DNS works, and
     * whether its proofs do. Never from memory.
     */
    public CompletionStage<DnsAnswer<String>> probe() {
        Question root = new Question(".", Type.NS);
        cache.synchronous().invalidate(root);
        return ask(".", Type.NS, String.class);
    }

    /** Questions on their way fail; later ones too. */
    @Override
    public void close() {
        closed = true;
        executor.shutdown();
    }

    private <T> CompletionStage<DnsAnswer<T>> ask(String name, int type, Class<T> kind) {
        Question question = Question.of(name, type);
        CompletableFuture<Kept> kept = cache.get(question, (key, unused) -> look(key));
        if (kept.isDone()) {
            return CompletableFuture.completedFuture(typed(kept.join(), kind));
        }
        return kept.thenApply(value -> typed(value, kind));
    }

    private <T> DnsAnswer<T> typed(Kept kept, Class<T> kind) {
        DnsAnswer<Object> answer = kept.answer;
        if (answer instanceof DnsAnswer.Found<Object> found) {
            List<T> records = found.records().stream().map(kind::cast).toList();
            long age = TimeUnit.NANOSECONDS.toSeconds(ticker.read() - kept.born);
            Duration left = Duration.ofSeconds(Math.max(0, found.ttl().toSeconds() - age));
            return new DnsAnswer.Found<>(records, found.secure(), left, found.canonicalName());
        } else if (answer instanceof DnsAnswer.NoData<Object>) {
            return new DnsAnswer.NoData<>(answer.secure());
        } else if (answer instanceof DnsAnswer.TemporaryFailure<Object> failure) {
            return new DnsAnswer.TemporaryFailure<>(failure.reason());
        }
        return new DnsAnswer.NoSuchDomain<>(answer.secure());
    }

    /** The answer of the resolvers; never exceptionally. */
    private CompletableFuture<Kept> look(Question question) {
        boolean root = question.parsed().filter(Name.root::equals).isPresent();
        if (root) {
            return ask(question);
        }
        if (lifeline.isCut()) {
            // Mail must go on while no resolver answers: what a check does not learn then is a temporary error.
            return CompletableFuture.completedFuture(failed(question, new IOException("no resolver answers")));
        }
        if (!lifeline.isDoubtful()) {
            return ask(question);
        }
        if (!few.tryAcquire()) {
            return CompletableFuture.completedFuture(
                    failed(question, new IOException("the resolver does not know the root of the DNS")));
        }
        return ask(question).whenComplete((kept, problem) -> few.release());
    }

    private CompletableFuture<Kept> ask(Question question) {
        return question.parsed()
                .map(name -> turnstile
                        .pass(() -> follow(name, question.type(), 0))
                        .orElseGet(() -> CompletableFuture.failedFuture(new IOException("too many look-ups at once")))
                        .orTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
                        .exceptionally(problem -> failed(question, problem))
                        .thenApplyAsync(kept -> kept, executor)
                        .exceptionally(problem -> failed(question, problem)))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        new Kept(new DnsAnswer.NoSuchDomain<>(false), 60, ticker.read())));
    }

    /** Asks for what every resolver has in memory; an error is an answer too. */
    private CompletionStage<Boolean> isAnybodyThere() {
        return resolver.sendAsync(Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)), executor)
                .toCompletableFuture()
                .orTimeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                .handle((answer, problem) -> problem == null
                        ? foundAnything || !answer.getSection(Section.ANSWER).isEmpty()
                        : !isSilence(problem));
    }

    private static boolean isSilence(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof TimeoutException || Upstream.isSilence(cause);
    }

    private CompletableFuture<Kept> follow(Name name, int type, int aliases) {
        if (closed) {
            return CompletableFuture.failedFuture(new IOException("the resolver is closed"));
        }
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (settings.dnssec() == Dnssec.TRUST_RESOLVER) {
            query.getHeader().setFlag(Flags.AD); // asks for the AD bit of the answer (RFC 6840 §5.7)
        }
        return resolver.sendAsync(query, executor)
                .thenCompose(message -> read(message, name, type, aliases))
                .toCompletableFuture();
    }

    private CompletionStage<Kept> read(Message message, Name name, int type, int aliases) {
        Proof proof = Proof.of(message, settings.dnssec());
        if (proof.forged()) {
            return CompletableFuture.failedFuture(new IOException(proof.reason()));
        }
        Reading reading = AnswerReader.read(message, name, type);
        if (foundAnything || reading instanceof Reading.Records) {
            lifeline.answered();
        }
        if (reading instanceof Reading.Elsewhere elsewhere) {
            if (aliases >= MAX_ALIASES) {
                return CompletableFuture.failedFuture(new IOException("too many CNAME records in a row"));
            }
            return follow(elsewhere.target(), type, aliases + 1)
                    .thenApply(kept -> weaker(kept, proof.secure(), elsewhere.ttl()));
        }
        if (reading instanceof Reading.Records found) {
            foundAnything = true;
            List<Object> values = Values.of(found.records());
            if (values.isEmpty()) {
                return CompletableFuture.failedFuture(new IOException("records that cannot be read"));
            }
            return CompletableFuture.completedFuture(kept(
                    new DnsAnswer.Found<>(
                            values, proof.secure(), Duration.ofSeconds(found.ttl()), Question.text(found.owner())),
                    Math.min(found.ttl(), MAX_TTL_SECONDS)));
        }
        if (reading instanceof Reading.Absent absent) {
            if (!foundAnything) {
                if (name.equals(Name.root)) {
                    lifeline.doubted();
                    return CompletableFuture.failedFuture(
                            new IOException("the resolver does not know the root of the DNS"));
                }
                return follow(Name.root, Type.NS, 0).thenCompose(root -> read(message, name, type, aliases));
            }
            return CompletableFuture.completedFuture(kept(
                    absent.name()
                            ? new DnsAnswer.NoSuchDomain<>(proof.secure())
                            : new DnsAnswer.NoData<>(proof.secure()),
                    absent.ttl()));
        }
        return CompletableFuture.failedFuture(
                new IOException("CNAME records of " + Question.text(name) + " lead in circles"));
    }

    private Kept kept(DnsAnswer<Object> answer, long seconds) {
        return new Kept(answer, seconds, ticker.read());
    }

    /** What is found behind a CNAME is no more certain, and no longer true, than the CNAME. */
    private Kept weaker(Kept kept, boolean secure, long ttl) {
        DnsAnswer<Object> answer = kept.answer;
        boolean both = secure && answer.secure();
        if (answer instanceof DnsAnswer.Found<Object> found) {
            Duration shorter = Duration.ofSeconds(Math.min(ttl, found.ttl().toSeconds()));
            answer = new DnsAnswer.Found<>(found.records(), both, shorter, found.canonicalName());
        } else {
            answer = answer instanceof DnsAnswer.NoData<Object>
                    ? new DnsAnswer.NoData<>(both)
                    : new DnsAnswer.NoSuchDomain<>(both);
        }
        return kept(answer, Math.min(ttl, kept.seconds));
    }

    private Kept failed(Question question, Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (isSilence(problem)) {
            lifeline.silent();
        }
        String reason = closed
                ? "the resolver is closed"
                : cause instanceof TimeoutException
                        ? "no answer within " + settings.timeout().toMillis() + " ms"
                        : String.valueOf(cause.getMessage());
        if (!closed && !(cause instanceof IOException || cause instanceof TimeoutException)) {
            LOG.warn("DNS look-up of {} failed", question, cause);
        }
        String text = Type.string(question.type()) + " of " + question.name() + ": " + reason;
        LOG.debug("DNS: {}", text);
        return new Kept(new DnsAnswer.TemporaryFailure<>(text), FAILURE_SECONDS, ticker.read());
    }

    /** How long what is remembered stays. */
    private static final class Lifetime implements Expiry<Question, Kept> {
        @Override
        public long expireAfterCreate(Question question, Kept kept, long now) {
            return TimeUnit.SECONDS.toNanos(kept.seconds);
        }

        @Override
        public long expireAfterUpdate(Question question, Kept kept, long now, long left) {
            return TimeUnit.SECONDS.toNanos(kept.seconds);
        }

        @Override
        public long expireAfterRead(Question question, Kept kept, long now, long left) {
            return left;
        }
    }
}
