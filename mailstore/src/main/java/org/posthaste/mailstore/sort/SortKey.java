package org.posthaste.mailstore.sort;

/** What messages can be sorted by, RFC 5256 §3 and RFC 5957 §4. */
public enum SortKey {
    /** The internal date. */
    ARRIVAL,
    /** The local part of the first address. */
    CC,
    /** The sent date, RFC 5256 §2.2. */
    DATE,
    /** The local part of the first address. */
    FROM,
    SIZE,
    /** The base subject, RFC 5256 §2.1. */
    SUBJECT,
    /** The local part of the first address. */
    TO,
    /** Name or address of the first address, RFC 5957 §3. */
    DISPLAYFROM,
    /** Name or address of the first address, RFC 5957 §3. */
    DISPLAYTO;

    /** True if the message's header decides. */
    boolean readsHeader() {
        return this != ARRIVAL && this != SIZE;
    }
}
