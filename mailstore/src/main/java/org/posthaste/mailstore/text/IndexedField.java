package org.posthaste.mailstore.text;

import org.posthaste.mailstore.search.TextScope;

/** What is indexed apart from each other, in the order of the names; each name is a field of the index. */
enum IndexedField {
    CC(0, "c"),
    FROM(1, "f"),
    /** Header, file names and body: most trigrams of a header are in the body too, and so cost nothing here. */
    MESSAGE(2, "m"),
    SUBJECT(3, "s"),
    TO(4, "t");

    private final int number;
    private final String key;

    IndexedField(int number, String key) {
        this.number = number;
        this.key = key;
    }

    /** Its place in the order. */
    int number() {
        return number;
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
