package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import org.posthaste.app.acme.CertificateDesk;
import org.posthaste.app.admin.AdminContext;
import org.posthaste.app.doctor.Doctor;
import org.posthaste.app.doctor.Premises;
import org.posthaste.app.records.RecordSource;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.common.tls.PresentCertificates;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.smtp.sign.DomainKeys;

/** The store of a server that does not run, opened for one command. Confined to one thread. */
public final class StoppedStore implements AutoCloseable {
    private final MailStore store;
    private final FolderLock lock;
    private final AdminContext context;

    private StoppedStore(MailStore store, FolderLock lock, AdminContext context) {
        this.store = store;
        this.lock = lock;
        this.context = context;
    }

    /** Opens the store; takes over the lock if that succeeds. */
    public static StoppedStore open(SuiteConfig config, DataFolder folder, FolderLock lock) {
        Clock clock = Clock.system(ZoneId.systemDefault());
        ServerSettings settings = new ServerSettings(config, folder);
        MailStore store = JdbcMailStore.open(settings.store(clock));
        DomainKeys keys = DomainKeys.open(folder.dkim(), clock);
        RecordSource records = new RecordSource(
                config,
                () -> PresentCertificates.read(settings.tls()),
                store.queue().routes(),
                keys,
                clock);
        AdminContext context = new AdminContext(
                store,
                ClientSettings.of(config),
                new PasswordHasher(new SecureRandom()),
                keys,
                records,
                Optional.empty(),
                new CertificateDesk(config, folder, clock, () -> SuiteAssembly.domains(store), Optional.empty()),
                new Doctor(new Premises(
                        config, folder, store, records, () -> openDns(settings), Optional.empty(), clock)));
        return new StoppedStore(store, lock, context);
    }

    /** Ends with the process. */
    private static DnsClient openDns(ServerSettings settings) {
        try {
            return DnsClient.open(settings.dns());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What actions work on. */
    public AdminContext context() {
        return context;
    }

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            lock.close();
        }
    }
}
