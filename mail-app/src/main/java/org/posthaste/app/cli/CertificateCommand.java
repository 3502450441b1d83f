package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste certificate}. Confined to the main thread. */
@Command(
        name = "certificate",
        headerHeading = "Example: posthaste certificate acme --agree --contact you@example.org%n%n",
        description = "The certificates shown to mail programs and other hosts.",
        synopsisSubcommandLabel = "VERB")
final class CertificateCommand extends Noun {
    private final Posthaste posthaste;

    CertificateCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste certificate show%n%n",
            description = "Show which certificates there are, for which names, for how long, and what is planned.")
    int show() {
        return posthaste.act("certificate.show", Json.object(), this::print);
    }

    private void print(JsonNode shown) {
        PrintWriter out = posthaste.out();
        Table table = new Table("NAMES", "SOURCE", "ISSUER", "DAYS LEFT", "RENEWED", "TLSA");
        for (JsonNode certificate : shown.path("certificates")) {
            table.row(
                    names(certificate.path("names")),
                    certificate.path("source").asText(),
                    Text.plain(certificate.path("issuer").asText()),
                    certificate.path("expired").asBoolean()
                            ? "ENDED"
                            : certificate.path("daysLeft").asText(),
                    Text.orDash(renewal(shown.path("orders"), certificate)),
                    certificate.path("tlsa").asText());
        }
        table.print(out, "");
        JsonNode acme = shown.path("acme");
        out.println();
        if (!acme.path("agreed").asBoolean()) {
            out.println("ACME is off. Next: posthaste certificate acme");
            return;
        }
        out.println("ACME by " + acme.path("directory").asText()
                + (acme.path("running").asBoolean() ? "" : " (when the server runs)"));
        new OrderLines(out).print(shown.path("orders"));
    }

    private static String renewal(JsonNode orders, JsonNode certificate) {
        for (JsonNode order : orders) {
            if (certificate.path("source").asText().equals("acme")
                    && certificate
                            .path("file")
                            .asText()
                            .endsWith("/" + order.path("certificate").asText() + ".pem")) {
                String renew = order.path("renew").asText();
                return renew.isEmpty() ? "" : renew.substring(0, Math.min(10, renew.length()));
            }
        }
        return certificate.path("source").asText().equals("self-signed") ? "by itself" : "";
    }

    private static String names(JsonNode names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(name.asText()));
        return String.join(",", all);
    }

    /** Settings of ACME; each stays as it is unless given. */
    static final class AcmeOptions {
        @Option(names = "--agree", description = "Accept the terms of the authority, and begin.")
        boolean agree;

        @Option(names = "--off", description = "Ask the authority no more; the certificates stay until they end.")
        boolean off;

        @Option(names = "--contact", paramLabel = "ADDRESS", description = "Where the authority may write to.")
        Optional<String> contact = Optional.empty();

        @Option(names = "--directory", paramLabel = "URL", description = "The authority (default: Let's Encrypt).")
        Optional<String> directory = Optional.empty();

        @Option(names = "--staging", description = "Let's Encrypt for tests, whose certificates nobody trusts.")
        boolean staging;

        @Option(
                names = "--authority",
                paramLabel = "FILE",
                description = "Certificates (PEM) by which the authority's own server is trusted.")
        Optional<Path> authority = Optional.empty();

        @Option(
                names = "--challenge",
                paramLabel = "HOW",
                description = "How names are proved: automatic, http-01, tls-alpn-01 or dns-01.")
        Optional<String> challenge = Optional.empty();

        @Option(names = "--profile", paramLabel = "NAME", description = "A kind of certificate, such as shortlived.")
        Optional<String> profile = Optional.empty();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "A further name, such as imap.example.org; may be given several times.")
        List<String> names = new ArrayList<>();

        @Option(names = "--rsa", description = "A second certificate for the host, with an RSA key, for old programs.")
        boolean rsa;

        @Option(names = "--key-id", paramLabel = "ID", description = "External account: its key's identifier.")
        Optional<String> keyId = Optional.empty();

        @Option(names = "--key-file", paramLabel = "FILE", description = "External account: a file with its key.")
        Optional<Path> keyFile = Optional.empty();

        @Option(
                names = "--dns-server",
                paramLabel = "ADDRESS[:PORT]",
                description = "A name server that takes updates (RFC 2136), for dns-01; '' for none any more.")
        Optional<String> dnsServer = Optional.empty();

        @Option(names = "--dns-key", paramLabel = "NAME", description = "The name of the key shared with it.")
        Optional<String> dnsKey = Optional.empty();

        @Option(names = "--dns-algorithm", paramLabel = "NAME", description = "The key's (default: hmac-sha256).")
        Optional<String> dnsAlgorithm = Optional.empty();

        @Option(names = "--dns-secret-file", paramLabel = "FILE", description = "A file with that key in base64.")
        Optional<Path> dnsSecretFile = Optional.empty();

        @Option(names = "--dns-zone", paramLabel = "ZONE", description = "The zone to change (default: looked up).")
        Optional<String> dnsZone = Optional.empty();

        ObjectNode json() {
            ObjectNode json = Json.object();
            flag(json, "agree", agree);
            flag(json, "off", off);
            flag(json, "rsa", rsa);
            text(json, "contact", contact);
            text(json, "directory", staging ? Optional.of(AcmeConfig.STAGING) : directory);
            file(json, "authority", authority);
            text(json, "challenge", challenge);
            text(json, "profile", profile);
            text(json, "names", Optional.of(String.join(",", names)).filter(all -> !all.isEmpty()));
            text(json, "keyId", keyId);
            file(json, "keyFile", keyFile);
            text(json, "dnsServer", dnsServer);
            text(json, "dnsKey", dnsKey);
            text(json, "dnsAlgorithm", dnsAlgorithm);
            file(json, "dnsSecretFile", dnsSecretFile);
            text(json, "dnsZone", dnsZone);
            return json;
        }

        private static void flag(ObjectNode json, String key, boolean value) {
            if (value) {
                json.put(key, true);
            }
        }

        private static void text(ObjectNode json, String key, Optional<String> value) {
            value.ifPresent(given -> json.put(key, given));
        }

        /** The server's working folder is another one. */
        private static void file(ObjectNode json, String key, Optional<Path> value) {
            value.ifPresent(
                    given -> json.put(key, given.toAbsolutePath().normalize().toString()));
        }
    }

    @Command(
            headerHeading = "Example: posthaste certificate acme --agree --contact you@example.org%n%n",
            description = {
                "Get certificates from an authority by ACME, and renew them in time. Without --agree: tell its terms.",
                "For the host's name and for mta-sts, autoconfig and autodiscover of each domain, as far as they lead here."
            })
    int acme(
            @Mixin AcmeOptions options,
            @Option(names = "--no-wait", description = "Do not wait until the certificates are there.")
                    boolean noWait) {
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            JsonNode result = channel.run("certificate.acme", options.json());
            boolean follow = result.path("agreed").asBoolean() && channel.serving() && !noWait && !posthaste.json();
            posthaste.print(result, this::printSwitch);
            return follow ? new OrderWatch(posthaste.out()).follow(channel, Optional.empty()) : 0;
        }
    }

    private void printSwitch(JsonNode result) {
        PrintWriter out = posthaste.out();
        if (!result.has("written")) {
            String terms = result.path("terms").asText();
            out.println(
                    "Certificates would come from " + result.path("authority").asText() + ".");
            out.println(terms.isEmpty() ? "It names no terms." : "Its terms of service: " + terms);
            out.println("Next: posthaste certificate acme --agree (with the same options, to accept them)");
            return;
        }
        out.println("Written to " + result.path("written").asText() + ".");
        if (!result.path("agreed").asBoolean()) {
            out.println("The authority is not asked any more.");
        } else if (!result.path("serving").asBoolean()) {
            out.println("Next: posthaste serve (which gets the certificates)");
        }
    }

    @Command(
            headerHeading = "Example: posthaste certificate renew mail.example.org%n%n",
            description = "Get new certificates from the ACME authority at once, with the same keys.")
    int renew(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..1",
                            description = "A name in the certificate that is meant (default: all).")
                    Optional<String> name,
            @Option(
                            names = "--new-key",
                            description = "With a new key, which is used once the DNS has its TLSA record.")
                    boolean newKey,
            @Option(names = "--now", description = "With --new-key: do not wait for the DNS.") boolean now,
            @Option(names = "--no-wait", description = "Do not wait until the certificates are there.")
                    boolean noWait) {
        if (now && !newKey) {
            throw new AdminRefusal(
                    Reason.USAGE, "--now says something only with --new-key.", "posthaste certificate renew --help");
        }
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            ObjectNode arguments = Json.object().put("newKey", newKey).put("now", now);
            name.ifPresent(text -> arguments.put("name", text));
            JsonNode asked = channel.run("certificate.renew", arguments);
            if (posthaste.json()) {
                return posthaste.print(asked, printed -> {});
            }
            TreeSet<String> stems = new TreeSet<>();
            asked.path("certificates").forEach(stem -> stems.add(stem.asText()));
            return noWait ? 0 : new OrderWatch(posthaste.out()).follow(channel, Optional.of(stems));
        }
    }

    @Command(
            name = "import",
            headerHeading = "Example: posthaste certificate import fullchain.pem privkey.pem%n%n",
            description = "Use a certificate of your own: a copy is made, readable by the server's user only.")
    int bring(
            @Parameters(paramLabel = "CERT", description = "PEM file with the certificate and those of its issuers.")
                    Path certificate,
            @Parameters(paramLabel = "KEY", description = "PEM file with its private key.") Path key) {
        ObjectNode arguments = Json.object()
                .put("certificate", certificate.toAbsolutePath().normalize().toString())
                .put("key", key.toAbsolutePath().normalize().toString());
        return posthaste.act("certificate.import", arguments, brought -> {
            PrintWriter out = posthaste.out();
            out.println("In use for " + names(brought.path("names")) + " until "
                    + brought.path("notAfter").asText() + ".");
            out.println("TLSA: " + brought.path("tlsa").asText());
            brought.path("warnings").forEach(warning -> out.println("Warning: " + warning.asText()));
        });
    }

    @Command(
            headerHeading = "Example: posthaste certificate remove mail.example.org --yes%n%n",
            description = "Forget an imported certificate.")
    int remove(
            @Parameters(paramLabel = "NAME", description = "One of its names.") String name,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        posthaste.confirm(
                yes,
                name,
                "The imported certificate for " + name + " and its key are removed.",
                "posthaste certificate remove " + name);
        return posthaste.act("certificate.remove", Json.object().put("name", name), removed -> posthaste
                .out()
                .println(removed.path("file").asText() + " removed."));
    }

    /** How long ago, or how far away, a moment is. */
    static String distance(String moment) {
        if (moment.isEmpty()) {
            return "";
        }
        long seconds = Duration.between(Instant.now(), Instant.parse(moment)).toSeconds();
        return seconds < 0 ? "now" : "in " + Text.duration(seconds);
    }
}
