package org.posthaste.mailstore.text;

import org.posthaste.mailstore.search.TextScope;

/** What is indexed apart from each other, in the order of the names; each name is a field of the index. */
enum IndexedField {
    CC("c"),
    FROM("f"),
    /** Header, file names and body: most trigrams of a header are in the body too, and so cost nothing here. */
    MESSAGE("m"),
    SUBJECT("s"),
    TO("t");

    /** Number of fields. */
    static final int COUNT = values().length;

    private final String key;

    IndexedField(String key) {
        this.key = key;
    }

    /** The field's name in the index. */
    String key() {
        return key;
    }

    /** Where the texts of a scope are. */
    static IndexedField of(TextScope scope) {
        return switch (scope) {
            case SUBJECT -> SUBJECT;
            case FROM -> FROM;
            case TO -> TO;
            case CC -> CC;
            case HEADER, BODY, MESSAGE -> MESSAGE;
        };
    }
}
