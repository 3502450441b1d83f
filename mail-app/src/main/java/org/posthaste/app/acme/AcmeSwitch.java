package org.posthaste.app.acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.AcmeConfig.Challenge;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Arguments;
import org.posthaste.common.config.ConfigFile;
import org.posthaste.common.io.OwnerOnly;
import org.shredzone.acme4j.exception.AcmeException;

/** Switches ACME on and off, and changes its settings: in the configuration file, so that they last, and in the server. Confined to one thread. */
public final class AcmeSwitch {
    /** What can be set; an empty text takes a setting away. */
    public static final Set<String> ARGUMENTS = Set.of(
            "agree",
            "off",
            "directory",
            "contact",
            "authority",
            "challenge",
            "profile",
            "names",
            "rsa",
            "keyId",
            "keyFile",
            "dnsServer",
            "dnsKey",
            "dnsAlgorithm",
            "dnsSecretFile",
            "dnsZone");

    private final CertificateDesk desk;

    /** A switch for the server, or the folder, of this desk. */
    public AcmeSwitch(CertificateDesk desk) {
        this.desk = desk;
    }

    private static Optional<String> text(Arguments arguments, String name, Optional<String> before) {
        Optional<String> given = arguments.optionalText(name);
        return given.isPresent() ? given.filter(text -> !text.isEmpty()) : before;
    }

    private static Optional<Path> path(Arguments arguments, String name, Optional<Path> before) {
        return text(arguments, name, before.map(Path::toString)).map(Path::of);
    }

    /**
     * The settings in force with what was given above them.
     *
     * @throws IllegalArgumentException if something is not right
     */
    public AcmeConfig changed(Arguments arguments) {
        AcmeConfig before = desk.settings();
        boolean off = arguments.optionalFlag("off").orElse(false);
        String directory = arguments.optionalText("directory").orElse(before.directory());
        // Terms are those of one authority.
        boolean agreed = arguments.optionalFlag("agree").orElse(false)
                || before.agreed() && directory.equals(before.directory());
        return new AcmeConfig(
                agreed && !off,
                directory,
                text(arguments, "contact", before.contact()),
                path(arguments, "authority", before.authority()),
                arguments.optionalText("challenge").map(AcmeSwitch::challenge).orElse(before.challenge()),
                text(arguments, "profile", before.profile()),
                arguments
                        .optionalText("names")
                        .map(names -> names.isEmpty() ? List.<String>of() : List.of(names.split(",", -1)))
                        .orElse(before.names()),
                arguments.optionalFlag("rsa").orElse(before.rsa()),
                new AcmeConfig.Binding(
                        text(arguments, "keyId", before.binding().keyId()),
                        path(arguments, "keyFile", before.binding().keyFile())),
                dnsUpdate(arguments, before.dnsUpdate()));
    }

    private static AcmeConfig.DnsUpdate dnsUpdate(Arguments arguments, AcmeConfig.DnsUpdate before) {
        if (arguments.optionalText("dnsServer").filter(String::isEmpty).isPresent()) {
            return AcmeConfig.DnsUpdate.defaults();
        }
        return new AcmeConfig.DnsUpdate(
                text(arguments, "dnsServer", before.server()),
                text(arguments, "dnsKey", before.keyName()),
                arguments.optionalText("dnsAlgorithm").orElse(before.algorithm()),
                path(arguments, "dnsSecretFile", before.secretFile()),
                text(arguments, "dnsZone", before.zone()));
    }

    private static Challenge challenge(String text) {
        for (Challenge challenge : Challenge.values()) {
            if (challenge.text().equals(text.toLowerCase(Locale.ROOT))) {
                return challenge;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is none of automatic, http-01, tls-alpn-01 and dns-01");
    }

    /** Asks the authority where its terms stand; it may have none. */
    public Optional<String> terms(AcmeConfig config) {
        try {
            return new Authority(config, desk.folder().root(), desk.folder().acme())
                    .terms()
                    .map(URI::toString);
        } catch (AcmeException | IOException | RuntimeException e) {
            throw new AdminRefusal(
                    Reason.UNREACHABLE,
                    "The authority " + config.authorityName() + " does not answer: " + e.getMessage() + ".",
                    "the same command again, or with --agree if you know its terms",
                    e);
        }
    }

    /** Writes the settings into the configuration file, in the place of those before. */
    public void write(AcmeConfig config) {
        Path file = desk.folder().configFile();
        try {
            String before = Files.exists(file) ? Files.readString(file) : "";
            String after = without(before, "acme").stripTrailing() + "\n\n" + section(config);
            // Nothing is written that the next start would stumble over.
            ConfigFile.parse(file.getFileName().toString(), after, SuiteConfig.class, Map.of());
            OwnerOnly.write(file, after.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration without one of its sections; comments that begin a line stay. */
    static String without(String yaml, String key) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : yaml.split("\n", -1)) {
            boolean indented = line.isBlank() || line.startsWith(" ") || line.startsWith("\t") || line.startsWith("- ");
            inside = line.matches(key + "\\s*:.*") || inside && indented;
            if (!inside) {
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }

    private static String section(AcmeConfig config) {
        StringBuilder text = new StringBuilder("acme:\n");
        line(text, "  ", "agreed", Optional.of(Boolean.toString(config.agreed())));
        line(text, "  ", "directory", Optional.of(quoted(config.directory())));
        line(text, "  ", "contact", config.contact().map(AcmeSwitch::quoted));
        line(text, "  ", "authority", config.authority().map(path -> quoted(path.toString())));
        line(text, "  ", "challenge", Optional.of(config.challenge().text()));
        line(text, "  ", "profile", config.profile().map(AcmeSwitch::quoted));
        if (!config.names().isEmpty()) {
            line(text, "  ", "names", Optional.of("[" + String.join(", ", config.names()) + "]"));
        }
        line(text, "  ", "rsa", Optional.of("true").filter(yes -> config.rsa()));
        if (config.binding().keyId().isPresent()) {
            text.append("  binding:\n");
            line(text, "    ", "keyId", config.binding().keyId().map(AcmeSwitch::quoted));
            line(text, "    ", "keyFile", config.binding().keyFile().map(path -> quoted(path.toString())));
        }
        AcmeConfig.DnsUpdate dns = config.dnsUpdate();
        if (dns.server().isPresent()) {
            text.append("  dnsUpdate:\n");
            line(text, "    ", "server", dns.server().map(AcmeSwitch::quoted));
            line(text, "    ", "keyName", dns.keyName().map(AcmeSwitch::quoted));
            line(text, "    ", "algorithm", Optional.of(quoted(dns.algorithm())));
            line(text, "    ", "secretFile", dns.secretFile().map(path -> quoted(path.toString())));
            line(text, "    ", "zone", dns.zone().map(AcmeSwitch::quoted));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String indent, String key, Optional<String> value) {
        value.ifPresent(given ->
                text.append(indent).append(key).append(": ").append(given).append('\n'));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "") + '"';
    }
}
