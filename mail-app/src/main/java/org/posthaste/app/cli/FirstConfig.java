package org.posthaste.app.cli;

import org.posthaste.app.SuiteConfig;

/** The configuration file that quickstart writes: only what was decided, with a word on each. Thread-safe. */
final class FirstConfig {
    private FirstConfig() {}

    static String text(SuiteConfig config) {
        StringBuilder text = new StringBuilder();
        text.append("# Posthaste. Every key with its value in force: posthaste config show\n");
        text.append("# After a change: posthaste config check, then restart.\n\n");
        text.append("# The server's name in the world: in DNS, in the certificate, in mail programs.\n");
        text.append("hostname: ").append(config.hostname()).append("\n\n");
        text.append("# Added to every standard port (25, 465, 587, 143, 993, 110, 995).\n");
        text.append("portOffset: ").append(config.portOffset()).append("\n\n");
        text.append("# Addresses to listen on; an empty list means all, IPv4 and IPv6.\n");
        text.append("bind: [")
                .append(String.join(
                        ", ",
                        config.bind().stream()
                                .map(address -> '"' + address + '"')
                                .toList()))
                .append("]\n\n");
        text.append("# A certificate of your own (PEM). Without one, a self-signed one is kept in tls/.\n");
        text.append("# tls:\n#   certificate: /etc/letsencrypt/live/").append(config.hostname());
        text.append("/fullchain.pem\n#   key: /etc/letsencrypt/live/").append(config.hostname());
        text.append("/privkey.pem\n\n");
        text.append("# smtp:\n#   maxMessageSize: 50M\n");
        return text.toString();
    }
}
