package org.posthaste.app.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.ClientSettings.Service;
import org.posthaste.common.tls.ContentSigner;

/**
 * A configuration profile for the Mail of macOS and iOS, to open on the device: payload {@code com.apple.mail.managed}. Without an address in the query the device asks for it. The
 * password is never in it: the device asks for that too.
 */
final class AppleProfilePage implements Page {
    private static final Set<String> PATHS = Set.of("/apple/mobileconfig", "/email.mobileconfig");
    private static final Set<SiteName.Kind> NAMES =
            Set.of(SiteName.Kind.AUTOCONFIG, SiteName.Kind.AUTODISCOVER, SiteName.Kind.DOMAIN, SiteName.Kind.HOST);
    private static final Pattern ADDRESS = Pattern.compile("[^\\s\\p{Cntrl}\"<>@]{1,128}@[A-Za-z0-9._-]{1,253}");
    private static final String DOCTYPE = "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
            + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">";
    private static final String TYPE = "application/x-apple-aspen-config";

    private final ClientSettings settings;
    private final SiteNames names;
    private final ContentSigner signer;

    AppleProfilePage(ClientSettings settings, SiteNames names, ContentSigner signer) {
        this.settings = settings;
        this.names = names;
        this.signer = signer;
    }

    @Override
    public String name() {
        return "appleProfile";
    }

    @Override
    public boolean at(String path, SiteName.Kind kind) {
        return PATHS.contains(path) && NAMES.contains(kind);
    }

    @Override
    public WebAnswer answer(WebRequest request) {
        Optional<String> address = request.parameter("email").or(() -> request.parameter("emailaddress"));
        String domain = address.map(
                        text -> text.substring(text.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT))
                .orElse(request.site().domain());
        if (!names.isLocal(domain)
                || address.filter(text -> !ADDRESS.matcher(text).matches()).isPresent()
                || settings.best("smtp").isEmpty()) {
            return WebAnswer.NOT_FOUND;
        }
        return settings.best("imap")
                .or(() -> settings.best("pop3"))
                .map(incoming -> profile(domain, address, incoming).getBytes(StandardCharsets.UTF_8))
                .map(document -> new WebAnswer(
                        200,
                        TYPE,
                        Map.of("Content-Disposition", "attachment; filename=\"" + domain + ".mobileconfig\""),
                        signer.signed(document, settings.hostname()).orElse(document)))
                .orElse(WebAnswer.NOT_FOUND);
    }

    private String profile(String domain, Optional<String> address, Service incoming) {
        String id = reversed(domain) + ".posthaste."
                + uuid("profile", domain + address.orElse("")).substring(0, 8);
        XmlText xml = new XmlText()
                .declaration(DOCTYPE)
                .begin("plist", Map.of("version", "1.0"))
                .begin("dict");
        xml.element("key", "PayloadContent").begin("array").begin("dict");
        mail(xml, domain, address, incoming);
        entry(xml, "PayloadDescription", "Mail account at " + domain);
        entry(xml, "PayloadDisplayName", address.orElse(domain));
        entry(xml, "PayloadIdentifier", id + ".mail");
        entry(xml, "PayloadType", "com.apple.mail.managed");
        entry(xml, "PayloadUUID", uuid("mail", domain + address.orElse("")));
        number(xml, "PayloadVersion", 1);
        xml.end().end();
        entry(xml, "PayloadDescription", "Sets up mail of " + address.orElse(domain));
        entry(xml, "PayloadDisplayName", "Mail of " + address.orElse(domain));
        entry(xml, "PayloadIdentifier", id);
        entry(xml, "PayloadOrganization", domain);
        entry(xml, "PayloadType", "Configuration");
        entry(xml, "PayloadUUID", uuid("profile", domain + address.orElse("")));
        number(xml, "PayloadVersion", 1);
        xml.element("key", "PayloadRemovalDisallowed").empty("false");
        return xml.end().end().toString();
    }

    private void mail(XmlText xml, String domain, Optional<String> address, Service incoming) {
        entry(xml, "EmailAccountDescription", domain);
        entry(xml, "EmailAccountType", incoming.use().equals("imap") ? "EmailTypeIMAP" : "EmailTypePOP");
        address.ifPresent(text -> {
            entry(xml, "EmailAddress", text);
            entry(xml, "EmailAccountName", text);
        });
        server(xml, "Incoming", incoming, address);
        settings.best("smtp").ifPresent(outgoing -> server(xml, "Outgoing", outgoing, address));
        xml.element("key", "OutgoingPasswordSameAsIncomingPassword").empty("true");
    }

    private void server(XmlText xml, String way, Service service, Optional<String> address) {
        entry(xml, way + "MailServerAuthentication", "EmailAuthPassword");
        entry(xml, way + "MailServerHostName", settings.hostname());
        number(xml, way + "MailServerPortNumber", service.port());
        xml.element("key", way + "MailServerUseSSL").empty("true");
        address.ifPresent(text -> entry(xml, way + "MailServerUsername", text));
    }

    private static void entry(XmlText xml, String key, String value) {
        xml.element("key", key).element("string", value);
    }

    private static void number(XmlText xml, String key, int value) {
        xml.element("key", key).element("integer", Integer.toString(value));
    }

    /** The same for the same address, so that a profile installed again takes the place of the old one. */
    private static String uuid(String part, String name) {
        return UUID.nameUUIDFromBytes((part + " " + name).getBytes(StandardCharsets.UTF_8))
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    private static String reversed(String domain) {
        List<String> labels = new ArrayList<>(List.of(domain.split("\\.")));
        Collections.reverse(labels);
        return String.join(".", labels);
    }
}
