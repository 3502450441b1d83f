package org.posthaste.app.web;

import java.util.function.Supplier;
import org.posthaste.app.records.MtaStsPolicyText;

/** The MTA-STS policy of a domain (RFC 8461 §3.3): on {@code mta-sts.DOMAIN}, by HTTPS only, never a redirect to elsewhere. */
final class MtaStsPage implements Page {
    private static final String PATH = "/.well-known/mta-sts.txt";

    private final Supplier<MtaStsPolicyText> policy;

    MtaStsPage(Supplier<MtaStsPolicyText> policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "mtaSts";
    }

    @Override
    public boolean at(String path, SiteName.Kind kind) {
        return kind == SiteName.Kind.MTA_STS && path.equals(PATH);
    }

    @Override
    public WebAnswer answer(WebRequest request) {
        return WebAnswer.document("text/plain", policy.get().text());
    }
}
