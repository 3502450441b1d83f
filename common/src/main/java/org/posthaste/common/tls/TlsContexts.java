package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
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

    private static final String SELF_SIGNED_CHAIN = "self-signed.crt";
    private static final String SELF_SIGNED_KEY = "self-signed.key";
    /** Of clients that do not take tickets; those of the others cost the server nothing. */
    private static final int CACHED_SESSIONS = 2_000;

    private static final int SESSION_SECONDS = 12 * 60 * 60;

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

    private final TlsSettings settings;
    private final Clock clock;
    private final AtomicInteger aliases = new AtomicInteger();
    private final List<Source> sources;
    private final IdentityKeyManager keys;
    private final SSLContext context;
    private final SSLParameters parameters;

    private TlsContexts(TlsSettings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        List<Source> read = new ArrayList<>();
        if (settings.certificates().isEmpty()) {
            CertificateFiles own = ownFiles();
            if (!Files.exists(own.chain()) || !Files.exists(own.key())) {
                makeOwn(own);
            }
            read.add(new Source(own, true));
        }
        for (CertificateFiles files : settings.certificates()) {
            read.add(new Source(files, false));
        }
        this.sources = List.copyOf(read);
        for (Source source : sources) {
            if (source.own && !coversNames(source.identity)) {
                LOG.info("the self-signed certificate lacks a name of this server and is made anew");
                makeOwn(source.files);
                source.read();
            }
        }
        this.keys = new IdentityKeyManager(identities());
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

    /** The certificates in use. */
    public List<CertificateInfo> certificates() {
        return keys.identities().stream().map(Identity::info).toList();
    }

    /** Calls {@link #refresh} again and again. */
    public void watch(ScheduledExecutorService scheduler, Duration every) {
        scheduler.scheduleWithFixedDelay(this::refresh, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Rereads files that have changed, and renews the self-signed certificate when its time comes. Never throws; returns true if another certificate is in use now. */
    public synchronized boolean refresh() {
        boolean changed = false;
        for (Source source : sources) {
            changed |= refresh(source);
        }
        if (changed) {
            keys.exchange(identities());
        }
        return changed;
    }

    private boolean refresh(Source source) {
        try {
            if (source.own && source.identity.info().left(clock.instant()).compareTo(RENEWAL) < 0) {
                makeOwn(source.files);
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

    private List<Identity> identities() {
        return sources.stream().map(source -> source.identity).toList();
    }

    private String nextAlias() {
        return "c" + aliases.incrementAndGet();
    }

    private CertificateFiles ownFiles() {
        return new CertificateFiles(
                settings.directory().resolve(SELF_SIGNED_CHAIN),
                settings.directory().resolve(SELF_SIGNED_KEY));
    }

    private void makeOwn(CertificateFiles files) throws IOException {
        Files.createDirectories(settings.directory());
        SelfSignedCertificate made = SelfSignedCertificate.make(ownNames(), clock.instant());
        PemFiles.write(files.key(), made.key());
        PemFiles.write(files.chain(), List.of(made.certificate()));
        LOG.info("self-signed certificate made for {} in {}", ownNames(), files.chain());
    }

    private Set<String> ownNames() {
        Set<String> names = new LinkedHashSet<>();
        names.add(settings.hostName().toLowerCase(Locale.ROOT));
        settings.domains().forEach(domain -> names.add(domain.toLowerCase(Locale.ROOT)));
        names.add("localhost");
        names.add("127.0.0.1");
        names.add("0:0:0:0:0:0:0:1");
        return names;
    }

    private boolean coversNames(Identity identity) {
        return identity.names().containsAll(ownNames());
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
        private final boolean own;
        private List<Object> stamp;
        private Identity identity;

        Source(CertificateFiles files, boolean own) throws IOException {
            this.files = files;
            this.own = own;
            this.stamp = stamp(files);
            this.identity = Identity.read(nextAlias(), files);
        }

        void read() throws IOException {
            stamp = stamp(files);
            identity = Identity.read(nextAlias(), files);
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
