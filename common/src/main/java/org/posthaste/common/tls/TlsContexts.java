package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.posthaste.common.tls.OwnCertificates.Own;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS: certificates chosen by the name the client asks for, reread when their files change, protocols and ciphers, session resumption. Without a certificate of
 * the administrator's it makes its own, and renews it in time. Thread-safe.
 *
 * <p>Fails: {@link #open} with an {@link IOException} that names the file at fault. A change that cannot be used is logged, and the old certificate stays in use.
 */
public final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    /** When a self-signed certificate is replaced. */
    private static final Duration RENEWAL = Duration.ofDays(30);

    /** Of clients that do not take tickets; those of the others cost the server nothing. */
    private static final int CACHED_SESSIONS = 2_000;

    private static final int SESSION_SECONDS = 12 * 60 * 60;

    private static final String HTTP = "http/1.1";

    /** Not while the server starts, which has better to do. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    /** TLS 1.3 (RFC 8446) and TLS 1.2 (RFC 5246), nothing older (RFC 9325 §3.1.1). */
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /**
     * In order of preference. All have forward secrecy. The CBC ones are for old mail programs and for servers that would otherwise deliver in clear; the JDK counters their known
     * weaknesses.
     */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

    static {
        // A TLS 1.2 client could make the server compute signatures without end on one connection. Read once by the
        // JDK, when its TLS classes are loaded.
        if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
    }

    private final Clock clock;
    private final AtomicInteger aliases = new AtomicInteger();
    private final TlsSettings settings;
    private final OwnCertificates own;
    private final boolean selfSigning;
    private final List<Source> sources = new ArrayList<>();
    private final Set<CertificateFiles> unusable = new HashSet<>();
    private final AlpnChallenges challenges = new AlpnChallenges();
    private final IdentityKeyManager keys;
    private final SSLContext context;
    private final SSLParameters parameters;

    private TlsContexts(TlsSettings settings, Clock clock) throws IOException {
        this.clock = clock;
        this.settings = settings;
        this.own = new OwnCertificates(settings, clock);
        this.selfSigning = settings.certificates().isEmpty();
        for (CertificateFiles files : settings.certificates()) {
            sources.add(new Source(files, Optional.empty()));
        }
        if (selfSigning) {
            for (Own certificate : own.forHost()) {
                sources.add(new Source(certificate.files(), Optional.of(certificate)));
            }
        }
        scanFolders();
        this.keys = new IdentityKeyManager(identities(), challenges);
        this.context = context(keys);
        this.parameters = parameters(context);
        refresh();
    }

    /** Reads the certificates, or makes one. */
    public static TlsContexts open(TlsSettings settings, Clock clock) throws IOException {
        return new TlsContexts(settings, clock);
    }

    /** The engine of a new connection, in server mode. */
    public SSLEngine newServerEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * The engine of a new HTTPS connection, in server mode: HTTP/1.1, and while there are {@link #challenges} what answers them (RFC 7301 §3.2). Clients that offer neither are told so;
     * those that offer nothing are served.
     */
    public SSLEngine newWebEngine() {
        SSLEngine engine = newServerEngine();
        SSLParameters web = engine.getSSLParameters();
        web.setApplicationProtocols(
                challenges.isEmpty() ? new String[] {HTTP} : new String[] {AlpnChallenges.PROTOCOL, HTTP});
        engine.setSSLParameters(web);
        return engine;
    }

    /** What ACME authorities are shown. */
    public AlpnChallenges challenges() {
        return challenges;
    }

    /** Where the certificate lies that is shown to those who ask for this name. */
    public synchronized CertificateFiles filesFor(String name) {
        String alias =
                keys.choose("EC", name).or(() -> keys.choose("RSA", name)).orElse("");
        return sources.stream()
                .filter(source -> source.identity.alias().equals(alias))
                .findFirst()
                .orElse(sources.get(0))
                .files;
    }

    /** Signs with the certificates in use. */
    public ContentSigner signer() {
        return new ContentSigner(keys);
    }

    /** The certificates in use. */
    public List<CertificateInfo> certificates() {
        return keys.identities().stream().map(Identity::info).toList();
    }

    /**
     * Keeps the certificates up to date: calls {@link #alsoFor} and {@link #refresh} again and again.
     *
     * @param domains tells the domains of the moment
     */
    public void watch(ScheduledExecutorService scheduler, Duration every, Supplier<List<String>> domains) {
        scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        alsoFor(domains.get());
                    } catch (RuntimeException e) {
                        LOG.error("the domains to have certificates for are not known", e);
                    }
                    refresh();
                },
                FIRST_LOOK.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Has a self-signed certificate for each of these domains, beside the host's, which stays as it is; forgets those of
     * other domains. Does nothing with certificates of the administrator's. Never throws.
     */
    public synchronized void alsoFor(List<String> domains) {
        if (!selfSigning) {
            return;
        }
        try {
            List<Source> wanted = new ArrayList<>();
            for (Own certificate : own.forDomains(domains)) {
                Optional<Source> known = sources.stream()
                        .filter(source -> source.files.equals(certificate.files()))
                        .findFirst();
                wanted.add(known.isPresent() ? known.get() : new Source(certificate.files(), Optional.of(certificate)));
            }
            List<Source> all = new ArrayList<>(sources);
            all.removeIf(source -> source.forDomain() && !wanted.contains(source));
            wanted.stream().filter(source -> !all.contains(source)).forEach(all::add);
            if (!all.equals(sources)) {
                sources.clear();
                sources.addAll(all);
                keys.exchange(identities());
            }
        } catch (ClosedByInterruptException ending) {
            LOG.debug("the server ends before a certificate for a domain is made");
        } catch (IOException | RuntimeException e) {
            LOG.error("a certificate for a domain cannot be made: {}", e.getMessage());
        }
    }

    /** Rereads files that have changed, and renews the self-signed certificate when its time comes. Never throws; returns true if another certificate is in use now. */
    public synchronized boolean refresh() {
        boolean changed = scanFolders();
        for (Source source : sources) {
            changed |= refresh(source);
        }
        // Another one may be better now although no file has changed: those that are valid go before those that are
        // not.
        List<Identity> now = identities();
        if (changed || !aliases(now).equals(aliases(keys.identities()))) {
            keys.exchange(now);
        }
        return changed;
    }

    /** Takes up files that have appeared in the folders, and forgets those that are gone; true if there were any. */
    private boolean scanFolders() {
        List<CertificateFiles> present = settings.folders().stream()
                .flatMap(folder -> pairs(folder).stream())
                .toList();
        boolean changed = sources.removeIf(
                source -> settings.folders().contains(source.folder()) && !present.contains(source.files));
        for (CertificateFiles files : present) {
            if (sources.stream().noneMatch(source -> source.files.equals(files))) {
                try {
                    sources.add(new Source(files, Optional.empty()));
                    unusable.remove(files);
                    changed = true;
                } catch (IOException | RuntimeException e) {
                    if (unusable.add(files)) {
                        LOG.error("a certificate cannot be used: {}", e.getMessage());
                    }
                }
            }
        }
        return changed;
    }

    /** The files of a folder; those with a dot in front are being written. */
    private static List<CertificateFiles> pairs(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<CertificateFiles> pairs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*.pem")) {
            files.forEach(file -> pairs.add(new CertificateFiles(file, file)));
        } catch (IOException | DirectoryIteratorException e) {
            LOG.error("certificates cannot be looked for: {}", e.getMessage());
        }
        return pairs;
    }

    private boolean refresh(Source source) {
        try {
            if (source.own.isPresent()
                    && source.identity.info().left(clock.instant()).compareTo(RENEWAL) < 0) {
                own.make(source.own.get());
            }
            List<Object> stamp = stamp(source.files);
            if (stamp.equals(source.stamp)) {
                return false;
            }
            // Remembered also if reading fails, so that one bad change is reported once.
            source.stamp = stamp;
            source.identity = Identity.read(nextAlias(), source.files);
            LOG.info(
                    "certificate of {} reread, valid until {}",
                    source.identity.names(),
                    source.identity.info().notAfter());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("a changed certificate cannot be used and the old one stays in use: {}", e.getMessage());
            return false;
        }
    }

    /**
     * All, in the order in which those for the same name are preferred: the administrator's in their order, those of the
     * folders, but expired ones behind those; our own last, since even an expired one may have the key that the DNS
     * promises (RFC 7671 §5.1). The default comes first of all.
     */
    private List<Identity> identities() {
        if (sources.size() == 1) {
            return List.of(sources.get(0).identity);
        }
        Instant now = clock.instant();
        List<Identity> all = new ArrayList<>(sources.stream()
                .sorted(Comparator.comparingInt(source -> rank(source, now)))
                .map(source -> source.identity)
                .toList());
        String host = settings.hostName().toLowerCase(Locale.ROOT);
        Optional<Identity> standard = settings.certificates().isEmpty()
                ? all.stream()
                        .filter(identity -> identity.names().contains(host))
                        .findFirst()
                : Optional.of(sources.get(0).identity);
        standard.ifPresent(identity -> {
            all.remove(identity);
            all.add(0, identity);
        });
        return all;
    }

    private int rank(Source source, Instant now) {
        int most = settings.certificates().size() + settings.folders().size();
        if (source.own.isPresent()) {
            return 2 * most;
        }
        int configured = settings.certificates().indexOf(source.files);
        int rank = configured >= 0
                ? configured
                : settings.certificates().size() + settings.folders().indexOf(source.folder());
        return source.identity.valid(now) ? rank : most + rank;
    }

    private static List<String> aliases(List<Identity> identities) {
        return identities.stream().map(Identity::alias).toList();
    }

    private String nextAlias() {
        return "c" + aliases.incrementAndGet();
    }

    private static SSLContext context(IdentityKeyManager keys) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // No trust managers: clients are not asked for certificates, and the list of public authorities need not be
            // loaded.
            context.init(new KeyManager[] {keys}, new TrustManager[0], null);
            context.getServerSessionContext().setSessionCacheSize(CACHED_SESSIONS);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java runtime offers no TLS: " + e.getMessage(), e);
        }
    }

    private static SSLParameters parameters(SSLContext context) {
        List<String> supported =
                Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
        SSLParameters parameters =
                new SSLParameters(CIPHERS.stream().filter(supported::contains).toArray(String[]::new), PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    /** A certificate and the state of its files when it was read. Guarded by the contexts' lock. */
    private final class Source {
        private final CertificateFiles files;
        private final Optional<Own> own;
        private List<Object> stamp;
        private Identity identity;

        Source(CertificateFiles files, Optional<Own> own) throws IOException {
            this.files = files;
            this.own = own;
            this.stamp = stamp(files);
            this.identity = Identity.read(nextAlias(), files);
        }

        Path folder() {
            return Optional.ofNullable(files.chain().getParent()).orElse(files.chain());
        }

        /** True for one that is there for a domain's sake, not for the host's. */
        boolean forDomain() {
            return own.isPresent() && own.get().names().stream().anyMatch(name -> name.startsWith("*."));
        }
    }

    /** What tells a changed file. A list, since comparing records makes code at run time, which a start would pay for. */
    private static List<Object> stamp(CertificateFiles files) throws IOException {
        return List.of(modified(files.chain()), size(files.chain()), modified(files.key()), size(files.key()));
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : -1;
    }
}
