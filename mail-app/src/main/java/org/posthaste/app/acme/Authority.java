package org.posthaste.app.acme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.posthaste.app.AcmeConfig;
import org.posthaste.common.tls.KeyPairFile;
import org.posthaste.common.tls.PemChain;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/**
 * An authority and our account there (RFC 8555 §7.3). All keys are of the JDK's own providers, so Bouncy Castle need not
 * be one. Confined to one thread.
 */
final class Authority {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

    private final AcmeConfig config;
    private final Path root;
    private final Path folder;
    private final Session session;

    /**
     * The authority of the configuration.
     *
     * @param root where relative paths begin
     * @param folder where the account's key lies
     */
    Authority(AcmeConfig config, Path root, Path folder) throws IOException {
        this.config = config;
        this.root = root;
        this.folder = folder;
        URI directory = URI.create(config.directory());
        this.session = new Session(directory, new Provider(trust()));
        session.networkSettings().setTimeout(TIMEOUT);
        session.setLocale(Locale.ENGLISH);
    }

    /** The usual habits, with the administrator's idea of whom to trust. */
    private static final class Provider extends GenericAcmeProvider {
        private final Optional<SSLContext> trust;

        Provider(Optional<SSLContext> trust) {
            this.trust = trust;
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(settings.getTimeout())
                    .proxy(settings.getProxySelector());
            trust.ifPresent(builder::sslContext);
            return builder.build();
        }
    }

    private Optional<SSLContext> trust() throws IOException {
        if (config.authority().isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate certificate :
                    PemChain.read(root.resolve(config.authority().get()))) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IOException("acme.authority cannot be used: " + e.getMessage(), e);
        }
    }

    /** Where the authority's terms stand. */
    Optional<URI> terms() throws AcmeException {
        return session.getMetadata().getTermsOfService();
    }

    /** Logs in; the account is made when there is none for our key. */
    Login login() throws AcmeException, IOException {
        AccountBuilder account = new AccountBuilder().useKeyPair(accountKey()).agreeToTermsOfService();
        config.contact().ifPresent(account::addEmail);
        if (config.binding().keyFile().isPresent()) {
            Path file = root.resolve(config.binding().keyFile().get());
            account.withKeyIdentifier(
                    config.binding().keyId().orElse(""),
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        }
        Login login = account.createLogin(session);
        if (config.contact().isPresent()) {
            URI wanted = URI.create("mailto:" + config.contact().get());
            List<URI> known = login.getAccount().getContacts();
            // Some authorities keep none.
            if (!known.isEmpty() && !known.contains(wanted)) {
                var change = login.getAccount().modify();
                change.getContacts().clear();
                change.addContact(wanted).commit();
            }
        }
        return login;
    }

    private KeyPair accountKey() throws IOException {
        CRC32 directory = new CRC32();
        directory.update(config.directory().getBytes(StandardCharsets.UTF_8));
        String name =
                "account." + config.authorityName() + "." + HexFormat.of().toHexDigits((int) directory.getValue());
        Path file = folder.resolve(name + ".key");
        if (!Files.exists(file)) {
            KeyPairFile.write(file, KeyPairFile.generate(KeyPairFile.Kind.EC));
        }
        return KeyPairFile.read(file);
    }

    /**
     * When the authority wants a certificate to be renewed (RFC 9773).
     *
     * @param again when to ask again
     */
    record Suggestion(Instant start, Instant end, Instant again) {}

    /** What it suggests; empty if it says nothing of such things. */
    Optional<Suggestion> suggestion(Login login, X509Certificate certificate, Instant now) throws AcmeException {
        if (!suggests(certificate)) {
            return Optional.empty();
        }
        RenewalInfo info = login.bindRenewalInfo(certificate);
        Instant again = info.fetch().orElse(now.plus(Duration.ofHours(6)));
        Instant soonest = now.plus(Duration.ofMinutes(1));
        Instant latest = now.plus(Duration.ofDays(1));
        return Optional.of(new Suggestion(
                info.getSuggestedWindowStart(),
                info.getSuggestedWindowEnd(),
                again.isBefore(soonest) ? soonest : again.isAfter(latest) ? latest : again));
    }

    /** True if it speaks of renewals, and the certificate says who has issued it. */
    boolean suggests(X509Certificate certificate) throws AcmeException {
        return session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()
                && Optional.ofNullable(certificate.getExtensionValue(AUTHORITY_KEY_IDENTIFIER))
                        .isPresent();
    }
}
