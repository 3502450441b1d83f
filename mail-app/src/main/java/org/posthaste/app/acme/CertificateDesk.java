package org.posthaste.app.acme;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.acme.LineageState.Word;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.common.tls.CertificateBundle;
import org.posthaste.common.tls.CertificateFiles;
import org.posthaste.common.tls.CertificateInfo;
import org.posthaste.common.tls.KeyPairFile;
import org.posthaste.common.tls.TlsContexts;

/** What an administrator may know of certificates and do with them, with a server that runs and without. Thread-safe. */
public final class CertificateDesk {
    private final SuiteConfig config;
    private final DataFolder folder;
    private final Clock clock;
    private final Supplier<List<String>> domains;
    private final Optional<Serving> serving;

    /** The parts of a running server. */
    public record Serving(CertificateKeeper keeper, TlsContexts tls) {}

    /**
     * A desk.
     *
     * @param domains tells the domains of the moment
     */
    public CertificateDesk(
            SuiteConfig config,
            DataFolder folder,
            Clock clock,
            Supplier<List<String>> domains,
            Optional<Serving> serving) {
        this.config = config;
        this.folder = folder;
        this.clock = clock;
        this.domains = domains;
        this.serving = serving;
    }

    /** The settings of ACME in force. */
    AcmeConfig settings() {
        return acme();
    }

    private AcmeConfig acme() {
        return serving.map(running -> running.keeper.config()).orElse(config.acme());
    }

    private List<Lineage> wanted() {
        return acme().agreed() ? Lineage.wanted(config.hostname(), domains.get(), acme()) : List.of();
    }

    /** All certificates, those that are wanted and not there, and the settings of ACME. */
    public ObjectNode show() {
        ObjectNode json = Json.object();
        ArrayNode certificates = json.putArray("certificates");
        for (CertificateInfo info : certificates()) {
            certificates.add(json(info));
        }
        ObjectNode settings = json.putObject("acme");
        settings.put("agreed", acme().agreed())
                .put("directory", acme().directory())
                .put("contact", acme().contact().orElse(""))
                .put("challenge", acme().challenge().text())
                .put("running", serving.isPresent());
        ArrayNode orders = json.putArray("orders");
        Set<String> busy = serving.map(running -> running.keeper.busy()).orElse(Set.of());
        for (Lineage lineage : wanted()) {
            ObjectNode order = orders.addObject().put("certificate", lineage.stem());
            ArrayNode names = order.putArray("names");
            lineage.names().forEach(names::add);
            order.put("issued", Files.exists(lineage.file(folder.acme())))
                    .put("working", busy.contains(lineage.stem()));
            order.setAll(LineageState.read(lineage.state(folder.acme())).json());
            nextKey(lineage).ifPresent(digest -> order.put("nextTlsa", "3 1 1 " + digest));
        }
        return json;
    }

    private Optional<String> nextKey(Lineage lineage) {
        Path file = lineage.nextKey(folder.acme());
        try {
            return Files.exists(file) && Files.exists(lineage.file(folder.acme()))
                    ? Optional.of(
                            CertificateBundle.tlsaDigest(KeyPairFile.read(file).getPublic()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<CertificateInfo> certificates() {
        if (serving.isPresent()) {
            return serving.get().tls.certificates();
        }
        List<CertificateInfo> found = new ArrayList<>();
        config.tls().certificate().ifPresent(chain -> config.tls().key().ifPresent(key -> add(chain, key, found)));
        config.tls().others().forEach(other -> add(other.certificate(), other.key(), found));
        for (Path place : List.of(folder.imported(), folder.acme())) {
            files(place, "*.pem").forEach(file -> add(file, file, found));
        }
        if (config.tls().certificate().isEmpty()) {
            files(folder.tls(), "self-signed*.crt")
                    .forEach(file -> add(file, Path.of(file.toString().replaceAll("\\.crt$", ".key")), found));
        }
        return found;
    }

    private void add(Path chain, Path key, List<CertificateInfo> found) {
        Path file = folder.root().resolve(chain);
        try {
            found.add(CertificateBundle.read(
                            new CertificateFiles(file, folder.root().resolve(key)))
                    .info(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path place, String pattern) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(place, pattern)) {
                found.forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        files.sort(null);
        return files;
    }

    private ObjectNode json(CertificateInfo info) {
        ObjectNode json = Json.object();
        ArrayNode names = json.putArray("names");
        info.names().forEach(names::add);
        Instant now = clock.instant();
        return json.put("source", source(info))
                .put("issuer", info.issuer())
                .put("notBefore", info.notBefore().toString())
                .put("notAfter", info.notAfter().toString())
                .put("daysLeft", info.left(now).toDays())
                .put("expired", info.left(now).isNegative())
                .put("selfSigned", info.selfSigned())
                .put("sha256", info.sha256())
                .put("tlsa", "3 1 1 " + info.keySha256())
                .put("file", info.file().toString());
    }

    private String source(CertificateInfo info) {
        Path place = Optional.ofNullable(info.file().getParent()).orElse(info.file());
        if (place.equals(folder.acme())) {
            return "acme";
        }
        if (place.equals(folder.imported())) {
            return "imported";
        }
        return place.equals(folder.tls()) ? "self-signed" : "file";
    }

    /** What an administrator should know who looks at the server as a whole. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Lineage lineage : wanted()) {
            LineageState state = LineageState.read(lineage.state(folder.acme()));
            if (state.has(Word.ERROR) || !state.records().isEmpty()) {
                warnings.add("The certificate of " + String.join(", ", lineage.names()) + " is "
                        + (Files.exists(lineage.file(folder.acme())) ? "not renewed: " : "not there: ")
                        + (state.records().isEmpty()
                                ? state.get(Word.ERROR)
                                : "records of the DNS are waited for (posthaste certificate show)"));
            }
        }
        return warnings;
    }

    /** What the keys of the host's certificates are in a TLSA record, those in use and those that come next. */
    public List<String> hostTlsa() {
        Set<String> all = new LinkedHashSet<>();
        for (CertificateInfo info : certificates()) {
            if (info.names().contains(config.hostname().toLowerCase(Locale.ROOT))
                    && !(info.selfSigned() && !all.isEmpty())) {
                all.add(info.keySha256());
            }
        }
        wanted().stream().filter(Lineage::host).forEach(lineage -> nextKey(lineage)
                .ifPresent(all::add));
        return List.copyOf(all);
    }

    /**
     * Asks the authority for new certificates.
     *
     * @param name a name in the one that is meant; empty: all that are wanted
     * @param newKey for another key, which is used when the DNS has its record
     * @param now do not wait for the DNS
     */
    public ObjectNode renew(Optional<String> name, boolean newKey, boolean now) {
        if (!acme().agreed()) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "Certificates by ACME are switched off.",
                    "posthaste certificate acme (to read the authority's terms)");
        }
        Serving running = serving.orElseThrow(() ->
                new AdminRefusal(Reason.UNREACHABLE, "Only a running server can ask an authority.", "posthaste serve"));
        List<Lineage> meant = wanted().stream()
                .filter(lineage -> name.isEmpty()
                        || lineage.stem().equals(name.get())
                        || lineage.names().contains(name.get().toLowerCase(Locale.ROOT)))
                .toList();
        if (meant.isEmpty()) {
            throw new AdminRefusal(
                    Reason.NOT_FOUND,
                    name.map(text -> "No certificate is wanted for " + text + ".")
                            .orElse("No certificate is wanted."),
                    "posthaste certificate show");
        }
        ObjectNode json = Json.object();
        ArrayNode asked = json.putArray("certificates");
        Set<String> stems = new LinkedHashSet<>();
        for (Lineage lineage : meant) {
            stems.add(lineage.stem());
            asked.add(lineage.stem());
        }
        running.keeper.lookAfter(stems, () -> meant.forEach(lineage -> ask(lineage, newKey, now)));
        return json;
    }

    private void ask(Lineage lineage, boolean newKey, boolean now) {
        try {
            AcmeFolder.make(folder.acme());
            LineageState state = LineageState.read(lineage.state(folder.acme()));
            boolean held = Files.exists(lineage.file(folder.acme()));
            Path next = lineage.nextKey(folder.acme());
            if (newKey && held && !Files.exists(next)) {
                KeyPairFile.write(next, KeyPairFile.generate(lineage.kind()));
            }
            if (now) {
                state.set(Word.NEXT_KEY_NOW, "yes");
            }
            // With a new key the old certificate is good until the key may be used; a new one for the old key helps
            // nobody.
            if (!newKey || !held || !lineage.host()) {
                state.set(Word.FORCED, "yes");
            }
            state.forgetRefusals();
            state.clear(LineageState.Time.CHECK_NAMES);
            state.clear(LineageState.Time.NEXT_TRY);
            state.write(lineage.state(folder.acme()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Switches ACME on or changes its settings, which must be in the configuration already. */
    public void use(AcmeConfig changed) {
        serving.ifPresent(running -> running.keeper.use(changed));
    }

    /** True if a server runs, which goes on with changed settings at once. */
    public boolean isServing() {
        return serving.isPresent();
    }

    /** The folder whose configuration is changed. */
    public DataFolder folder() {
        return folder;
    }

    /**
     * Takes a copy of a certificate and its key, which is used at once.
     *
     * @throws AdminRefusal if they do not belong together, or are of no use
     */
    public ObjectNode bring(Path chain, Path key) {
        CertificateBundle bundle;
        try {
            bundle = CertificateBundle.read(new CertificateFiles(chain, key));
        } catch (IOException e) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    e.getMessage() + ".",
                    "posthaste certificate import FULLCHAIN.pem PRIVKEY.pem",
                    e);
        }
        CertificateInfo info = bundle.info(chain);
        if (info.names().isEmpty()) {
            throw new AdminRefusal(Reason.NOT_ALLOWED, "The certificate has no names.", "posthaste certificate show");
        }
        if (info.left(clock.instant()).isNegative()) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "The certificate has ended at " + info.notAfter() + ".",
                    "posthaste certificate acme (to get one by ACME)");
        }
        Path file = folder.imported().resolve(stem(info.names().get(0)) + ".pem");
        try {
            AcmeFolder.make(folder.imported());
            bundle.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        serving.ifPresent(running -> running.tls.refresh());
        ObjectNode json = json(bundle.info(file));
        warnings(bundle, json.putArray("warnings"));
        return json;
    }

    private void warnings(CertificateBundle bundle, ArrayNode warnings) {
        CertificateInfo info = bundle.info(folder.imported());
        if (!info.selfSigned() && bundle.chain().size() == 1) {
            warnings.add(
                    "The file holds no certificate of the authority that issued it; mail programs may not trust it.");
        }
        if (info.notBefore().isAfter(clock.instant())) {
            warnings.add("It is valid from " + info.notBefore() + " on only.");
        }
        Set<String> ours = new LinkedHashSet<>(domains.get());
        ours.add(config.hostname());
        boolean known = info.names().stream()
                .anyMatch(name -> ours.stream().anyMatch(our -> name.equals(our) || name.endsWith("." + our)));
        if (!known) {
            warnings.add("None of its names is this server's or below one of its domains.");
        }
        if (config.tls().certificate().isPresent()) {
            warnings.add("tls.certificate in posthaste.yaml goes before it where the names are the same.");
        }
    }

    private static String stem(String name) {
        return name.replace("*", "wildcard").replaceAll("[^a-z0-9._-]", "_").replaceAll("^\\.+", "_");
    }

    /** Forgets a certificate that was brought, by one of its names. */
    public ObjectNode remove(String name) {
        for (Path file : files(folder.imported(), "*.pem")) {
            try {
                CertificateBundle bundle = CertificateBundle.read(new CertificateFiles(file, file));
                if (bundle.names().contains(name.toLowerCase(Locale.ROOT))) {
                    Files.delete(file);
                    serving.ifPresent(running -> running.tls.refresh());
                    return Json.object().put("file", file.toString()).put("removed", true);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new AdminRefusal(
                Reason.NOT_FOUND, "No imported certificate is for " + name + ".", "posthaste certificate show");
    }
}
