package org.posthaste.mailstore.search;

/** Where in a message a text is looked for. */
public enum TextScope {
    /** The Subject fields' bodies. */
    SUBJECT,
    /** The From fields' bodies. */
    FROM,
    /** The To fields' bodies. */
    TO,
    /** The Cc fields' bodies. */
    CC,
    /** All fields of the message's header, each as {@code name: body}, and the names of attached files. */
    HEADER,
    /** All text parts, and the headers of embedded messages. */
    BODY,
    /** Header, names of attached files, and body. */
    MESSAGE;

    private static final TextScope[] FIELDS = {SUBJECT, FROM, TO, CC};

    /** The scope that holds the bodies of a field, and as little else as possible. */
    static TextScope ofField(String name) {
        for (TextScope scope : FIELDS) {
            if (scope.name().equalsIgnoreCase(name)) {
                return scope;
            }
        }
        return HEADER;
    }
}
