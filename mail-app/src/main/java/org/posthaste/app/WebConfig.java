package org.posthaste.app;

/**
 * The public pages.
 *
 * @param proxyPort loopback port on which they are served to a reverse proxy if the HTTP port cannot be had; 0 for none
 */
public record WebConfig(int proxyPort) {
    private static final int PROXY_PORT = 8480;

    /** Checks the port. */
    public WebConfig {
        if (proxyPort < 0 || proxyPort > 65_535) {
            throw new IllegalArgumentException("web: proxyPort is not between 0 and 65535");
        }
    }

    static WebConfig defaults() {
        return new WebConfig(PROXY_PORT);
    }
}
