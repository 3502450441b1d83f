package org.posthaste.app.web;

/** One thing that can be asked for. Implementations are immutable, and their answers never depend on whether a user exists. */
interface Page {
    /** Its name in counters. */
    String name();

    /** True if the page has this path on this kind of name. */
    boolean at(String path, SiteName.Kind kind);

    /** True if it is answered over plain HTTP too; others lead to HTTPS from there. */
    default boolean plain() {
        return false;
    }

    /** True if it is asked with POST beside GET and HEAD. */
    default boolean posted() {
        return false;
    }

    /** The answer; may read the store's directory. */
    WebAnswer answer(WebRequest request);
}
