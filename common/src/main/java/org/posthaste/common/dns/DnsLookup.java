package org.posthaste.common.dns;

/**
 * A question to the DNS and what it said, for people to read.
 *
 * @param name as asked, for an address the address itself
 * @param type such as {@code TXT}
 * @param answer the records, shortened and without control characters, or why there are none
 */
public record DnsLookup(String name, String type, String answer) {
    /** Such as {@code example.org TXT: v=spf1 -all}. */
    @Override
    public String toString() {
        return name + ' ' + type + ": " + answer;
    }
}
