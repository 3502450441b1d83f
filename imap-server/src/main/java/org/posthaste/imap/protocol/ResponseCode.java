package org.posthaste.imap.protocol;

/**
 * What stands in brackets at the start of a status response, RFC 3501 §7.1, RFC 5530 and extensions.
 *
 * @param text without the brackets; empty for none
 */
public record ResponseCode(String text) {
    public static final ResponseCode NONE = new ResponseCode("");
    public static final ResponseCode ALERT = new ResponseCode("ALERT");
    public static final ResponseCode ALREADYEXISTS = new ResponseCode("ALREADYEXISTS");
    public static final ResponseCode AUTHENTICATIONFAILED = new ResponseCode("AUTHENTICATIONFAILED");
    public static final ResponseCode CANNOT = new ResponseCode("CANNOT");
    public static final ResponseCode CLIENTBUG = new ResponseCode("CLIENTBUG");
    public static final ResponseCode CLOSED = new ResponseCode("CLOSED");
    public static final ResponseCode COMPRESSIONACTIVE = new ResponseCode("COMPRESSIONACTIVE");
    public static final ResponseCode CORRUPTION = new ResponseCode("CORRUPTION");
    public static final ResponseCode EXPUNGEISSUED = new ResponseCode("EXPUNGEISSUED");
    public static final ResponseCode INUSE = new ResponseCode("INUSE");
    public static final ResponseCode LIMIT = new ResponseCode("LIMIT");
    public static final ResponseCode NONEXISTENT = new ResponseCode("NONEXISTENT");
    public static final ResponseCode NOTIFICATIONOVERFLOW = new ResponseCode("NOTIFICATIONOVERFLOW");
    public static final ResponseCode NOPERM = new ResponseCode("NOPERM");
    public static final ResponseCode OVERQUOTA = new ResponseCode("OVERQUOTA");
    public static final ResponseCode PRIVACYREQUIRED = new ResponseCode("PRIVACYREQUIRED");
    public static final ResponseCode READ_ONLY = new ResponseCode("READ-ONLY");
    public static final ResponseCode READ_WRITE = new ResponseCode("READ-WRITE");
    public static final ResponseCode SERVERBUG = new ResponseCode("SERVERBUG");
    public static final ResponseCode TOOBIG = new ResponseCode("TOOBIG");
    public static final ResponseCode TOOFEW = new ResponseCode("TOOFEW");
    public static final ResponseCode TRYCREATE = new ResponseCode("TRYCREATE");
    public static final ResponseCode UIDREQUIRED = new ResponseCode("UIDREQUIRED");
    public static final ResponseCode UNAVAILABLE = new ResponseCode("UNAVAILABLE");
    public static final ResponseCode UNKNOWN_CTE = new ResponseCode("UNKNOWN-CTE");
    public static final ResponseCode USEATTR = new ResponseCode("USEATTR");

    /** BADURL, RFC 4469 §4.1, with as much of the URL as a response can hold. */
    public static ResponseCode badUrl(String url) {
        StringBuilder shown = new StringBuilder();
        url.chars().filter(c -> c >= ' ' && c < 0x7f && c != ']').limit(1000).forEach(c -> shown.append((char) c));
        return of("BADURL", shown);
    }

    /** MESSAGELIMIT, RFC 9738 §3.1. */
    public static ResponseCode messageLimit(int most) {
        return of("MESSAGELIMIT", most);
    }

    /** The same with the UID of the last message that was looked at. */
    public static ResponseCode messageLimit(int most, int lowestUid) {
        return of("MESSAGELIMIT", most + " " + lowestUid);
    }

    /** True for MESSAGELIMIT. */
    public boolean isMessageLimit() {
        return text.startsWith("MESSAGELIMIT ");
    }

    /** A code with an argument. */
    public static ResponseCode of(String name, Object argument) {
        return new ResponseCode(name + " " + argument);
    }
}
