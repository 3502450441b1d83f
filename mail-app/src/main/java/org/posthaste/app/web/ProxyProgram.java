package org.posthaste.app.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A web server that can stand before the public pages. */
public enum ProxyProgram {
    NGINX("/etc/nginx/conf.d/posthaste.conf", "nginx"),
    CADDY("/etc/caddy/posthaste.caddy, with the line \"import posthaste.caddy\" in /etc/caddy/Caddyfile", "caddy"),
    APACHE("/etc/apache2/sites-enabled/posthaste.conf, after: a2enmod proxy proxy_http ssl headers", "apache2|httpd");

    private final String place;
    private final String processes;

    ProxyProgram(String place, String processes) {
        this.place = place;
        this.processes = processes;
    }

    /** As it is typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The program of this word. */
    public static Optional<ProxyProgram> of(String word) {
        return List.of(values()).stream()
                .filter(program -> program.word().equals(word))
                .findFirst();
    }

    /** The program that a process of this name runs. */
    public static Optional<ProxyProgram> running(String process) {
        return List.of(values()).stream()
                .filter(program -> process.matches(program.processes))
                .findFirst();
    }

    /** Where its lines are put. */
    String place() {
        return place;
    }
}
