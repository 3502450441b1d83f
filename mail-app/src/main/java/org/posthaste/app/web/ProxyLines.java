package org.posthaste.app.web;

import java.util.List;
import java.util.stream.Collectors;
import org.posthaste.common.tls.CertificateFiles;

/**
 * What a web server must be told so that it hands the public pages of this host on. The names that are ours alone go to us whole; of a domain's own name, which may have a web site, only
 * the paths that mail programs ask for. A value.
 *
 * @param backend where we listen, such as {@code 127.0.0.1:8480}
 * @param sites names that are ours alone, by the certificate that has them
 * @param domains the local domains
 * @param ipv6 this host has IPv6; without, lines for it would keep nginx from starting
 */
public record ProxyLines(String backend, List<Site> sites, List<String> domains, boolean ipv6) {
    private static final List<String> PATHS = List.of(
            "/.well-known/autoconfig/mail/config-v1.1.xml", "/mail/config-v1.1.xml", "/autodiscover/autodiscover.xml");

    public ProxyLines {
        sites = List.copyOf(sites);
        domains = List.copyOf(domains);
    }

    /** Names that share a certificate. */
    public record Site(List<String> names, CertificateFiles files) {
        public Site {
            names = List.copyOf(names);
        }
    }

    /** All lines for a program, with comments that say where they go. */
    public String of(ProxyProgram program) {
        String ours = sites.stream()
                .map(site -> switch (program) {
                    case NGINX -> nginx(site);
                    case CADDY -> caddy(site);
                    case APACHE -> apache(site);
                })
                .collect(Collectors.joining("\n"));
        return "# " + program.place() + "\n" + ours;
    }

    /** The lines that belong into what the program already has for the domains' own names. */
    public String ofDomains(ProxyProgram program) {
        return switch (program) {
            case NGINX -> "location ~* ^("
                    + PATHS.stream().map(path -> path.replace(".", "\\.")).collect(Collectors.joining("|")) + ")$ {\n"
                    + handOn() + "}\n";
            case CADDY -> "@posthaste path " + String.join(" ", PATHS) + "\nreverse_proxy @posthaste " + backend + "\n";
                // Apache adds the path to an address without one.
            case APACHE -> "ProxyPreserveHost On\nRequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}\n"
                    + PATHS.stream()
                            .map(path -> "ProxyPassMatch \"(?i)^" + path.replace(".", "\\.") + "$\" \"http://" + backend
                                    + "\"\n")
                            .collect(Collectors.joining());
        };
    }

    private String handOn() {
        return "    proxy_pass http://" + backend + ";\n"
                + "    proxy_set_header Host $host;\n"
                + "    proxy_set_header X-Forwarded-Host $host;\n"
                + "    proxy_set_header X-Forwarded-For $remote_addr;\n"
                + "    proxy_set_header X-Forwarded-Proto $scheme;\n";
    }

    private String nginx(Site site) {
        return "server {\n"
                + "    listen 80;\n"
                + (ipv6 ? "    listen [::]:80;\n" : "")
                + "    listen 443 ssl;\n"
                + (ipv6 ? "    listen [::]:443 ssl;\n" : "")
                + "    server_name " + String.join(" ", site.names()) + ";\n"
                + "    ssl_certificate \"" + site.files().chain() + "\";\n"
                + "    ssl_certificate_key \"" + site.files().key() + "\";\n"
                + "    location / {\n"
                + handOn().indent(4)
                + "    }\n"
                + "}\n";
    }

    /** Named with both schemes, because Caddy would answer plain HTTP itself otherwise. It gets certificates on its own. */
    private String caddy(Site site) {
        return site.names().stream()
                        .map(name -> "http://" + name + ", https://" + name)
                        .collect(Collectors.joining(", "))
                + " {\n"
                + "\treverse_proxy " + backend + "\n"
                + "}\n";
    }

    private String apache(Site site) {
        return apache(site, 80, "")
                + apache(
                        site,
                        443,
                        "    SSLEngine on\n    SSLCertificateFile \""
                                + site.files().chain() + "\"\n    SSLCertificateKeyFile \""
                                + site.files().key() + "\"\n");
    }

    private String apache(Site site, int port, String certificate) {
        List<String> others = site.names().subList(1, site.names().size());
        return "<VirtualHost *:" + port + ">\n"
                + "    ServerName " + site.names().get(0) + "\n"
                + (others.isEmpty() ? "" : "    ServerAlias " + String.join(" ", others) + "\n")
                + certificate
                + "    ProxyPreserveHost On\n"
                + "    RequestHeader set X-Forwarded-Proto \"" + (certificate.isEmpty() ? "http" : "https") + "\"\n"
                + "    ProxyPass \"/\" \"http://" + backend + "/\"\n"
                + "</VirtualHost>\n";
    }
}
