package org.posthaste.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What each page says, asked as mail programs ask and read as they read. */
class PagesTest {
    private static final String AUTOCONFIG = "/mail/config-v1.1.xml?emailaddress=ann%40example.org";
    private static final String OUTLOOK =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

    @TempDir
    private static Path folder;

    private static SiteHost host;

    @BeforeAll
    static void start() throws IOException {
        host = SiteHost.start(folder);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static Document xml(String answer) throws IOException {
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body(answer).getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new AssertionError(answer, e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element
                    && element.getLocalName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return children(parent, name).get(0).getTextContent();
    }

    // ---- MTA-STS

    @Test
    void thePolicyIsPlainTextOnItsNameByHttpsOnly() throws IOException {
        String answer = host.secureGet("mta-sts.example.org", "/.well-known/mta-sts.txt");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Type: text/plain\r\n")
                .endsWith("\r\n\r\nversion: STSv1\r\nmode: enforce\r\nmx: mail.example.org\r\nmax_age: 604800\r\n");
        assertThat(host.get("mta-sts.example.org", "/.well-known/mta-sts.txt"))
                .startsWith("HTTP/1.1 302 Found\r\n")
                .contains("\r\nLocation: https://mta-sts.example.org/.well-known/mta-sts.txt\r\n");
        for (String other :
                List.of("example.org", "mail.example.org", "autoconfig.example.org", "mta-sts.example.com")) {
            assertThat(host.secureGet(other, "/.well-known/mta-sts.txt"))
                    .as(other)
                    .startsWith("HTTP/1.1 404 Not Found\r\n");
        }
    }

    // ---- Thunderbird

    @ParameterizedTest
    @CsvSource({
        "autoconfig.example.org, /mail/config-v1.1.xml?emailaddress=ann%40example.org",
        "AutoConfig.Example.org:8080, /mail/config-v1.1.xml",
        "example.org, /.well-known/autoconfig/mail/config-v1.1.xml",
        "example.org., /mail/config-v1.1.xml",
        "mail.example.org, /mail/config-v1.1.xml?emailaddress=nobody%40EXAMPLE.org"
    })
    void thunderbirdFindsTheSameSettingsOnEveryNameByBothSchemes(String name, String target) throws IOException {
        for (String answer :
                List.of(host.get(name, target), host.secureGet(name.replaceAll("\\.?(:.*)?$", ""), target))) {
            assertThat(answer).contains("\r\nContent-Type: text/xml; charset=utf-8\r\n");
            Element root = xml(answer).getDocumentElement();
            assertThat(root.getTagName()).isEqualTo("clientConfig");
            assertThat(root.getAttribute("version")).isEqualTo("1.1");
            Element provider = children(root, "emailProvider").get(0);
            assertThat(provider.getAttribute("id")).isEqualTo("example.org");
            assertThat(text(provider, "domain")).isEqualTo("example.org");
            assertThat(servers(provider, "incomingServer"))
                    .containsExactly(
                            "imap mail.example.org 993 SSL",
                            "imap mail.example.org 143 STARTTLS",
                            "pop3 mail.example.org 995 SSL",
                            "pop3 mail.example.org 110 STARTTLS");
            assertThat(servers(provider, "outgoingServer"))
                    .containsExactly("smtp mail.example.org 465 SSL", "smtp mail.example.org 587 STARTTLS");
        }
    }

    private static List<String> servers(Element provider, String element) {
        return children(provider, element).stream()
                .peek(server -> {
                    assertThat(text(server, "username")).isEqualTo("%EMAILADDRESS%");
                    assertThat(children(server, "authentication"))
                            .extracting(Element::getTextContent)
                            .containsExactly("password-cleartext");
                })
                .map(server -> server.getAttribute("type") + " " + text(server, "hostname") + " " + text(server, "port")
                        + " " + text(server, "socketType"))
                .toList();
    }

    @Test
    void onlyWhatIsOfferedIsTold() throws IOException {
        String config = "ports: {http: " + SiteHost.freePort()
                + ", https: 0, pop3: 0, pop3s: 0, imap: 0, submission: 0}\n"
                + "oauth: {issuer: 'https://id.example.org', audience: mail, keys: 'https://id.example.org/keys'}\n";
        try (SiteHost other = SiteHost.with(folder, config)) {
            Element provider = children(
                            xml(other.get("autoconfig.example.org", AUTOCONFIG)).getDocumentElement(), "emailProvider")
                    .get(0);
            assertThat(children(provider, "incomingServer")).hasSize(1);
            assertThat(children(children(provider, "outgoingServer").get(0), "authentication"))
                    .extracting(Element::getTextContent)
                    .containsExactly("password-cleartext", "OAuth2");
        }
    }

    @Test
    void aNewDomainIsAnsweredAtOnceAndAGoneOneNoMore() throws IOException {
        assertThat(host.get("autoconfig.new.example", AUTOCONFIG)).startsWith("HTTP/1.1 404 ");
        host.domains.add("new.example");
        assertThat(host.get("autoconfig.new.example", AUTOCONFIG)).contains("<domain>new.example</domain>");
        host.domains.remove("new.example");
        assertThat(host.get("autoconfig.new.example", AUTOCONFIG)).startsWith("HTTP/1.1 404 ");
    }

    // ---- Outlook

    private static String pox(String address, String schema) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Autodiscover "
                + "xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">\n"
                + "  <Request>\n    <EMailAddress>" + address + "</EMailAddress>\n"
                + "    <AcceptableResponseSchema>" + schema
                + "</AcceptableResponseSchema>\n  </Request>\n</Autodiscover>";
    }

    private static String post(String name, String path, String document) throws IOException {
        byte[] octets = document.getBytes(StandardCharsets.UTF_8);
        return SiteHost.exchange(
                host.tls(name),
                "POST " + path + " HTTP/1.1\r\nHost: " + name + "\r\nContent-Type: text/xml\r\nContent-Length: "
                        + octets.length + "\r\nConnection: close\r\n\r\n"
                        + new String(octets, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/autodiscover/autodiscover.xml",
                "/Autodiscover/Autodiscover.xml",
                "/AutoDiscover/AutoDiscover.xml",
                "/AUTODISCOVER/AUTODISCOVER.XML"
            })
    void outlookFindsSettingsInAnyCaseOfThePath(String path) throws IOException {
        for (String name : List.of("autodiscover.example.org", "example.org", "mail.example.org")) {
            Document document = xml(post(name, path, pox("b&amp;b@example.org", OUTLOOK)));
            Element root = document.getDocumentElement();
            assertThat(root.getNamespaceURI())
                    .isEqualTo("http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006");
            Element response = children(root, "Response").get(0);
            assertThat(response.getNamespaceURI()).isEqualTo(OUTLOOK);
            Element account = children(response, "Account").get(0);
            assertThat(text(account, "AccountType")).isEqualTo("email");
            assertThat(text(account, "Action")).isEqualTo("settings");
            assertThat(children(account, "Protocol"))
                    .extracting(protocol -> text(protocol, "Type") + " " + text(protocol, "Server") + " "
                            + text(protocol, "Port") + " " + text(protocol, "SSL") + " " + text(protocol, "LoginName"))
                    .containsExactly(
                            "IMAP mail.example.org 993 on b&b@example.org",
                            "POP3 mail.example.org 995 on b&b@example.org",
                            "SMTP mail.example.org 465 on b&b@example.org");
        }
    }

    @Test
    void usersThatDoNotExistAreAnsweredLikeOthers() throws IOException {
        String path = "/autodiscover/autodiscover.xml";
        String one = post("autodiscover.example.org", path, pox("ann@example.org", OUTLOOK));
        String other = post("autodiscover.example.org", path, pox("nobody@example.org", OUTLOOK));
        assertThat(body(other)).isEqualTo(body(one).replace("ann@", "nobody@"));
    }

    private static String code(String answer) throws IOException {
        Element response =
                children(xml(answer).getDocumentElement(), "Response").get(0);
        assertThat(response.getNamespaceURI())
                .isEqualTo("http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006");
        return text(children(response, "Error").get(0), "ErrorCode");
    }

    @Test
    void whatCannotBeAnsweredIsAnsweredAsTheSchemaSays() throws IOException {
        String name = "autodiscover.example.org";
        String path = "/autodiscover/autodiscover.xml";
        String mobile = "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";
        assertThat(code(post(name, path, pox("ann@example.org", mobile)))).isEqualTo("601");
        assertThat(code(post(name, path, pox("ann@elsewhere.example", OUTLOOK))))
                .isEqualTo("601");
        assertThat(code(post(name, path, pox("", OUTLOOK)))).isEqualTo("600");
        assertThat(code(post(name, path, "hello"))).isEqualTo("600");
        assertThat(code(post(name, path, ""))).isEqualTo("600");
        assertThat(code(host.secureGet(name, path))).isEqualTo("600");
    }

    @Test
    void documentTypesAndEntitiesAreRefused() throws IOException {
        String laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;&b;\">]>";
        String file = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
        String plain = "<?xml version=\"1.0\"?><!DOCTYPE Autodiscover>";
        for (String prolog : List.of(laughs, file, plain)) {
            String document = prolog + pox("ann@example.org", OUTLOOK).replaceFirst("<\\?xml[^>]*>", "");
            String answer = post("autodiscover.example.org", "/autodiscover/autodiscover.xml", document);
            assertThat(code(answer)).as(prolog).isEqualTo("600");
        }
        String entity = post(
                "autodiscover.example.org",
                "/autodiscover/autodiscover.xml",
                file + pox("&b;@example.org", OUTLOOK).replaceFirst("<\\?xml[^>]*>", ""));
        assertThat(code(entity)).isEqualTo("600");
        assertThat(entity).doesNotContain("root:");
        assertThat(code(post("example.org", "/autodiscover/autodiscover.xml", "<a>".repeat(20_000))))
                .isEqualTo("600");
    }

    @Test
    void plainHttpLeadsOutlookToHttps() throws IOException {
        assertThat(host.get("autodiscover.example.org", "/autodiscover/autodiscover.xml"))
                .startsWith("HTTP/1.1 302 Found\r\n")
                .contains("\r\nLocation: https://autodiscover.example.org/autodiscover/autodiscover.xml\r\n");
        String port = ":" + host.config.ports().https();
        assertThat(SiteHost.exchange(
                        host.plain(),
                        "POST /Autodiscover/Autodiscover.xml?a=b HTTP/1.1\r\nHost: example.org:"
                                + host.config.ports().http() + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 307 Temporary Redirect\r\n")
                .contains("\r\nLocation: https://example.org" + port + "/Autodiscover/Autodiscover.xml?a=b\r\n");
    }

    // ---- Apple

    private static List<String> entries(Element dict) {
        List<String> all = new ArrayList<>();
        NodeList nodes = dict.getChildNodes();
        String key = "";
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                if (element.getTagName().equals("key")) {
                    key = element.getTextContent();
                } else if (element.getTagName().equals("string")
                        || element.getTagName().equals("integer")) {
                    all.add(key + "=" + element.getTextContent());
                } else {
                    all.add(key + "=" + element.getTagName());
                }
            }
        }
        return all;
    }

    @Test
    void appleDevicesGetAProfile() throws IOException {
        String answer = host.secureGet("autoconfig.example.org", "/apple/mobileconfig?email=ann%2Bx%40example.org");
        assertThat(answer)
                .contains("\r\nContent-Type: application/x-apple-aspen-config\r\n")
                .contains("\r\nContent-Disposition: attachment; filename=\"example.org.mobileconfig\"\r\n");
        Element profile = children(xml(answer).getDocumentElement(), "dict").get(0);
        assertThat(entries(profile)).contains("PayloadType=Configuration", "PayloadVersion=1", "PayloadContent=array");
        Element payload = children(children(profile, "array").get(0), "dict").get(0);
        assertThat(entries(payload))
                .contains(
                        "PayloadType=com.apple.mail.managed",
                        "EmailAccountType=EmailTypeIMAP",
                        "EmailAddress=ann+x@example.org",
                        "IncomingMailServerHostName=mail.example.org",
                        "IncomingMailServerPortNumber=993",
                        "IncomingMailServerUseSSL=true",
                        "IncomingMailServerUsername=ann+x@example.org",
                        "IncomingMailServerAuthentication=EmailAuthPassword",
                        "OutgoingMailServerHostName=mail.example.org",
                        "OutgoingMailServerPortNumber=465",
                        "OutgoingMailServerUseSSL=true",
                        "OutgoingPasswordSameAsIncomingPassword=true");
        assertThat(host.secureGet("autoconfig.example.org", "/apple/mobileconfig?email=ann%2Bx%40example.org"))
                .as("installed again it takes the place of the old one")
                .endsWith(body(answer));
    }

    @Test
    void aProfileWithoutAnAddressLetsTheDeviceAsk() throws IOException {
        String answer = host.secureGet("example.org", "/email.mobileconfig");
        assertThat(xml(answer)).isNotNull();
        assertThat(answer).contains("IncomingMailServerHostName").doesNotContain("EmailAddress<");
        assertThat(host.secureGet("mail.example.org", "/email.mobileconfig")).startsWith("HTTP/1.1 404 ");
        assertThat(host.secureGet("mail.example.org", "/apple/mobileconfig?email=ann@elsewhere.example"))
                .startsWith("HTTP/1.1 404 ");
        assertThat(host.secureGet("example.org", "/apple/mobileconfig?email=%3Cx%3E@example.org"))
                .startsWith("HTTP/1.1 404 ");
        assertThat(host.get("example.org", "/apple/mobileconfig?email=ann@example.org"))
                .contains("\r\nLocation: https://example.org/apple/mobileconfig?email=ann@example.org\r\n");
    }

    // ---- everything else

    @ParameterizedTest
    @CsvSource({
        "example.org, /",
        "example.org, /.well-known/",
        "example.org, /autodiscover/",
        "example.org, /index.html",
        "example.org, /mail/../mail/config-v1.1.xml",
        "example.org, //mail/config-v1.1.xml",
        "autoconfig.elsewhere.example, /mail/config-v1.1.xml",
        "127.0.0.1, /mail/config-v1.1.xml",
        "'[::1]', /mail/config-v1.1.xml",
        "'', /mail/config-v1.1.xml",
        "'a b', /mail/config-v1.1.xml",
        "mail.example.org, /mail/config-v1.1.xml",
        "www.example.org, /mail/config-v1.1.xml",
        "autodiscover.example.org, /mail/config-v1.1.xml",
        "example.org, /.well-known/caldav"
    })
    void elsewhereThereIsNothing(String name, String target) throws IOException {
        assertThat(host.get(name, target))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                .doesNotContainIgnoringCase("\r\nServer:");
    }

    @Test
    void otherMethodsAreNotAllowedAndHeadHasNoBody() throws IOException {
        assertThat(SiteHost.exchange(host.plain(), SiteHost.request("HEAD", "example.org", AUTOCONFIG)))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsPattern("Content-Length: [1-9]")
                .endsWith("\r\n\r\n");
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "TRACE")) {
            assertThat(SiteHost.exchange(host.plain(), SiteHost.request(method, "example.org", AUTOCONFIG)))
                    .as(method)
                    .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                    .contains("\r\nAllow: GET, HEAD\r\n");
        }
        assertThat(SiteHost.exchange(host.plain(), SiteHost.request("PROPFIND", "example.org", "/.well-known/carddav")))
                .startsWith("HTTP/1.1 404 Not Found\r\n");
    }

    @Test
    void aTrustedProxySaysWhereTheRequestComesFrom() throws IOException {
        String request = "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: 127.0.0.1:8480\r\nConnection: close\r\n"
                + "X-Forwarded-Host: mta-sts.example.org\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n";
        assertThat(SiteHost.exchange(host.plain(), request)).startsWith("HTTP/1.1 200 OK\r\n");
        String forwarded = "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Forwarded: for=a;host=evil;proto=http, for=\"[2001:db8::1]\";host=mta-sts.example.org;proto=https\r\n\r\n";
        assertThat(SiteHost.exchange(host.plain(), forwarded)).startsWith("HTTP/1.1 200 OK\r\n");
    }
}
