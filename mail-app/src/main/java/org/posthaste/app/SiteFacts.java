package org.posthaste.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.app.web.ProxyLines;
import org.posthaste.app.web.ProxyLines.Site;
import org.posthaste.app.web.ProxyProgram;
import org.posthaste.app.web.PublicSite;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.tls.CertificateFiles;
import org.posthaste.common.tls.TlsContexts;

/** What an administrator may know of the public pages. Thread-safe. */
final class SiteFacts {
    private static final int HTTP = 80;

    private final PublicSite site;
    private final TlsContexts tls;
    private final String hostname;

    SiteFacts(PublicSite site, TlsContexts tls, String hostname) {
        this.site = site;
        this.tls = tls;
        this.hostname = hostname;
    }

    List<ListenerConfig> listeners() {
        return site.listeners();
    }

    List<String> notes() {
        return site.notes();
    }

    /** What was asked for. */
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put(
                        "requests",
                        site.requests().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .put("refused", site.refusals());
        ObjectNode pages = json.putObject("pages");
        site.requests().forEach(pages::put);
        return json;
    }

    /**
     * Ports, counters and names.
     *
     * @param domains those whose mail is received here
     */
    ObjectNode json(List<String> domains) {
        ObjectNode json = json();
        ArrayNode listening = json.putArray("listeners");
        site.listeners()
                .forEach(listener ->
                        listening.addObject().put("name", listener.name()).put("address", text(listener.address())));
        ArrayNode names = json.putArray("names");
        names.add(hostname);
        domains.forEach(domain -> {
            names.add(domain);
            ownNames(domain).forEach(names::add);
        });
        ArrayNode notes = json.putArray("notes");
        site.notes().forEach(notes::add);
        return json;
    }

    private static List<String> ownNames(String domain) {
        return List.of("autoconfig." + domain, "autodiscover." + domain, "mta-sts." + domain);
    }

    /** The lines for a web server before the pages; {@code word} may be empty if one was found. */
    ObjectNode proxy(String word, List<String> domains) {
        ProxyProgram program = (word.isEmpty() ? site.neighbour() : ProxyProgram.of(word))
                .orElseThrow(() -> new AdminRefusal(
                        Reason.USAGE, "Say which web server: nginx, caddy or apache.", "posthaste web proxy nginx"));
        InetSocketAddress backend = site.backend()
                .orElseThrow(() -> new AdminRefusal(
                        Reason.NOT_ALLOWED,
                        "There is no port for a web server to hand requests on to.",
                        "set ports.http or web.proxyPort in posthaste.yaml, and serve again"));
        ProxyLines lines = new ProxyLines(
                text(backend), sites(domains), domains, new InetSocketAddress(0).getAddress() instanceof Inet6Address);
        ObjectNode json = Json.object()
                .put("program", program.word())
                .put("backend", text(backend))
                .put("lines", lines.of(program))
                .put("domainLines", lines.ofDomains(program));
        if (backend.getPort() == HTTP) {
            json.put(
                    "note",
                    "Posthaste has port 80 itself and needs no web server before it. To put one there, set ports.http"
                            + " to another port.");
        }
        ArrayNode list = json.putArray("domains");
        domains.forEach(list::add);
        return json;
    }

    /** The names that are ours alone, by certificate. A domain that is called like this host has its web site there. */
    private List<Site> sites(List<String> domains) {
        Map<CertificateFiles, List<String>> byCertificate = new LinkedHashMap<>();
        Stream.concat(
                        Optional.of(hostname).filter(name -> !domains.contains(name)).stream(),
                        domains.stream().flatMap(domain -> ownNames(domain).stream()))
                .forEach(name -> byCertificate
                        .computeIfAbsent(tls.filesFor(name), files -> new ArrayList<>())
                        .add(name));
        return byCertificate.entrySet().stream()
                .map(entry -> new Site(entry.getValue(), absolute(entry.getKey())))
                .toList();
    }

    private static CertificateFiles absolute(CertificateFiles files) {
        return new CertificateFiles(
                files.chain().toAbsolutePath().normalize(),
                files.key().toAbsolutePath().normalize());
    }

    private static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String shown = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + address.getPort();
    }
}
