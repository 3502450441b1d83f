package org.posthaste.app.web;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.records.MtaStsPolicyText;
import org.posthaste.common.tls.ContentSigner;

/** All pages, and which of them answers a request. Thread-safe. */
final class Pages {
    private static final String NOTHING = "notFound";

    private final List<Page> pages;
    private final int httpsPort;
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    private Pages(List<Page> pages, int httpsPort) {
        this.pages = List.copyOf(pages);
        this.httpsPort = httpsPort;
    }

    /**
     * What pages tell.
     *
     * @param httpsPort where HTTPS is served
     * @param policy the MTA-STS policy of the moment
     */
    record Contents(
            ClientSettings settings,
            int httpsPort,
            SiteNames names,
            ChallengeBoard board,
            Supplier<MtaStsPolicyText> policy,
            ContentSigner signer,
            Clock clock) {}

    /** The list. */
    static Pages of(Contents contents) {
        return new Pages(
                List.of(
                        new ChallengePage(contents.board()),
                        new MtaStsPage(contents.policy()),
                        new AutoconfigPage(contents.settings(), contents.names()),
                        new AutodiscoverPage(contents.settings(), contents.names(), contents.clock()),
                        new AppleProfilePage(contents.settings(), contents.names(), contents.signer())),
                contents.httpsPort());
    }

    /** Answers a request. */
    WebAnswer answer(WebRequest request) {
        for (Page page : pages) {
            if (page.at(request.path(), request.site().kind())) {
                count(page.name());
                return answer(page, request);
            }
        }
        count(NOTHING);
        return WebAnswer.NOT_FOUND;
    }

    private WebAnswer answer(Page page, WebRequest request) {
        String method = request.method();
        boolean known = method.equals("GET") || method.equals("HEAD") || page.posted() && method.equals("POST");
        if (!known) {
            return WebAnswer.notAllowed(page.posted() ? "GET, HEAD, POST" : "GET, HEAD");
        }
        if (!request.secure() && !page.plain()) {
            return WebAnswer.redirect(method, request.byHttps(httpsPort));
        }
        return page.answer(request);
    }

    private void count(String name) {
        counts.computeIfAbsent(name, first -> new AtomicLong()).incrementAndGet();
    }

    /** How often each page was asked for, by its name; what no page has is {@value #NOTHING}. */
    Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((name, count) -> now.put(name, count.get()));
        return now;
    }
}
