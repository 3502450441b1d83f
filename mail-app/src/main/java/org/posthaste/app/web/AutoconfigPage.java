package org.posthaste.app.web;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.ClientSettings.Service;
import org.posthaste.common.net.ListenerConfig.TlsMode;

/**
 * Settings for Thunderbird and those who do as it does (K-9, Evolution, KMail): the {@code clientConfig} of its database of providers. Its account set-up asks the same thing at four
 * addresses and takes the first good answer, by plain HTTP too, and takes the first server of each kind.
 */
final class AutoconfigPage implements Page {
    private static final Set<String> PATHS =
            Set.of("/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml");

    private static final Set<SiteName.Kind> NAMES =
            Set.of(SiteName.Kind.AUTOCONFIG, SiteName.Kind.DOMAIN, SiteName.Kind.HOST);

    /** The client puts the address in. */
    private static final String USER = "%EMAILADDRESS%";

    private final ClientSettings settings;
    private final SiteNames names;

    AutoconfigPage(ClientSettings settings, SiteNames names) {
        this.settings = settings;
        this.names = names;
    }

    @Override
    public String name() {
        return "autoconfig";
    }

    @Override
    public boolean at(String path, SiteName.Kind kind) {
        return PATHS.contains(path) && NAMES.contains(kind);
    }

    @Override
    public boolean plain() {
        return true;
    }

    @Override
    public WebAnswer answer(WebRequest request) {
        return domain(request)
                .map(domain -> WebAnswer.document("text/xml; charset=utf-8", document(domain)))
                .orElse(WebAnswer.NOT_FOUND);
    }

    /** The domain of the name; on the host's own name that of the address, if it is one of ours. */
    private Optional<String> domain(WebRequest request) {
        if (request.site().kind() != SiteName.Kind.HOST) {
            return Optional.of(request.site().domain());
        }
        return request.parameter("emailaddress")
                .map(address -> address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT))
                .filter(names::isLocal);
    }

    private String document(String domain) {
        XmlText xml = new XmlText()
                .begin("clientConfig", Map.of("version", "1.1"))
                .begin("emailProvider", Map.of("id", domain))
                .element("domain", domain)
                .element("displayName", domain)
                .element("displayShortName", domain);
        settings.services().stream()
                .filter(service -> !service.use().equals("smtp"))
                .forEach(service -> server(xml, "incomingServer", service));
        settings.services().stream()
                .filter(service -> service.use().equals("smtp"))
                .forEach(service -> server(xml, "outgoingServer", service));
        return xml.end().end().toString();
    }

    private void server(XmlText xml, String element, Service service) {
        xml.begin(element, Map.of("type", service.use()))
                .element("hostname", settings.hostname())
                .element("port", Integer.toString(service.port()))
                .element("socketType", service.tls() == TlsMode.IMPLICIT ? "SSL" : "STARTTLS")
                .element("username", USER)
                .element("authentication", "password-cleartext");
        if (settings.tokens()) {
            xml.element("authentication", "OAuth2");
        }
        xml.end();
    }
}
