package org.posthaste.app.web;

import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.ClientSettings.Service;
import org.posthaste.common.net.ListenerConfig.TlsMode;

/**
 * Settings for Outlook: Autodiscover with plain old XML ([MS-OXDSCLI]), in any case of its path, without asking for a password. What cannot be answered is answered as the schema
 * says: 600 for a request that is none, 601 for another schema than Outlook's (ActiveSync, for instance).
 */
final class AutodiscoverPage implements Page {
    private static final String PATH = "/autodiscover/autodiscover.xml";
    private static final String FRAME = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static final String OUTLOOK =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private static final Set<SiteName.Kind> NAMES =
            Set.of(SiteName.Kind.AUTODISCOVER, SiteName.Kind.DOMAIN, SiteName.Kind.HOST);

    private final ClientSettings settings;
    private final SiteNames names;
    private final Clock clock;

    AutodiscoverPage(ClientSettings settings, SiteNames names, Clock clock) {
        this.settings = settings;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "autodiscover";
    }

    @Override
    public boolean at(String path, SiteName.Kind kind) {
        return path.equalsIgnoreCase(PATH) && NAMES.contains(kind);
    }

    @Override
    public boolean posted() {
        return true;
    }

    @Override
    public WebAnswer answer(WebRequest request) {
        Optional<AutodiscoverRequest> asked =
                request.method().equals("POST") ? AutodiscoverRequest.parse(request.body()) : Optional.empty();
        if (asked.isEmpty()) {
            return xml(failure(600, "Invalid Request"));
        }
        if (!asked.get().schema().equalsIgnoreCase(OUTLOOK)) {
            return xml(failure(601, "Provider is not available"));
        }
        String address = asked.get().address();
        String domain = address.substring(address.lastIndexOf('@') + 1);
        // The schema's word for an address it does not know (500) would be for users; any user of a domain here gets
        // the same answer.
        return xml(names.isLocal(domain) ? settings(address) : failure(601, "Provider is not available"));
    }

    private static WebAnswer xml(String text) {
        return WebAnswer.document("text/xml; charset=utf-8", text);
    }

    private String settings(String address) {
        XmlText xml = new XmlText()
                .begin("Autodiscover", Map.of("xmlns", FRAME))
                .begin("Response", Map.of("xmlns", OUTLOOK))
                .begin("User")
                .element("DisplayName", address)
                .end()
                .begin("Account")
                .element("AccountType", "email")
                .element("Action", "settings");
        for (String use : List.of("imap", "pop3", "smtp")) {
            settings.best(use).ifPresent(service -> protocol(xml, service, address));
        }
        return xml.end().end().end().toString();
    }

    private void protocol(XmlText xml, Service service, String address) {
        xml.begin("Protocol")
                .element("Type", service.use().toUpperCase(Locale.ROOT))
                .element("Server", settings.hostname())
                .element("Port", Integer.toString(service.port()))
                .element("DomainRequired", "off")
                .element("LoginName", address)
                .element("SPA", "off")
                .element("SSL", "on")
                .element("Encryption", service.tls() == TlsMode.IMPLICIT ? "SSL" : "TLS")
                .element("AuthRequired", "on");
        if (service.use().equals("smtp")) {
            xml.element("UsePOPAuth", "on").element("SMTPLast", "off");
        }
        xml.end();
    }

    private String failure(int code, String message) {
        String time = LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        return new XmlText()
                .begin("Autodiscover", Map.of("xmlns", FRAME))
                .begin("Response")
                .begin("Error", Map.of("Time", time, "Id", Integer.toString(code)))
                .element("ErrorCode", Integer.toString(code))
                .element("Message", message)
                .element("DebugData", "")
                .end()
                .end()
                .end()
                .toString();
    }
}
