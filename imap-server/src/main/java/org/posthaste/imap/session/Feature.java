package org.posthaste.imap.session;

/** What changes how the server speaks to a client once the client has asked for it, by ENABLE (RFC 5161) or otherwise. */
public enum Feature {
    /** FETCH responses that tell flags tell the modification sequence too, RFC 7162 §3.1. */
    CONDSTORE,
    /** VANISHED instead of EXPUNGE, RFC 7162 §3.2.3; brings CONDSTORE with it. */
    QRESYNC,
    /** Mailbox names and quoted strings are UTF-8 both ways, RFC 6855 §3. */
    UTF8_ACCEPT,
    /** The newer revision of the protocol, RFC 9051. */
    IMAP4REV2,
    /** Changed annotations are told unasked, RFC 5464 §4.4. */
    METADATA,
    /** No message sequence numbers, either way, RFC 9586. */
    UIDONLY
}
