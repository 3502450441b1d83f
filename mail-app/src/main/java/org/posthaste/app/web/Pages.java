package org.posthaste.app.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

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
     * The list.
     *
     * @param httpsPort where HTTPS is served
     */
    static Pages of(ChallengeBoard board, int httpsPort) {
        return new Pages(List.of(new ChallengePage(board)), httpsPort);
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
