package org.posthaste.app.doctor;

import java.util.Locale;

/** What a finding is about, in the order it is shown. */
public enum Area {
    RECEIVING("Mail comes in"),
    AUTHENTICATION("Mail is believed"),
    TRANSPORT("Mail travels encrypted"),
    CLIENTS("Mail programs find their settings"),
    ADDRESSES("Names and addresses of this host"),
    REACHABILITY("Reachability"),
    REPUTATION("Block lists"),
    CERTIFICATES("Certificates"),
    RESOLVER("Resolver"),
    SAFETY("Safety"),
    HOST("This host"),
    QUEUE("Queue");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** As written in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
