package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import org.posthaste.common.message.HeaderBlock;

/** The number of the set that an ARC field belongs to, RFC 8617 §4.2.1. */
public final class ArcInstance {
    /** The greatest that is allowed. */
    public static final int MAX = 50;

    /** More fields of one name than a chain can have are not looked at. */
    private static final int MAX_FIELDS = 2 * MAX;

    private ArcInstance() {}

    /**
     * The value of i=; 0 if there is none. In ARC-Authentication-Results it comes first, in the others anywhere (RFC 8617
     * §4.1).
     */
    public static int of(HeaderBlock header, int field) {
        boolean first = header.hasName(field, "ARC-Authentication-Results");
        String body = new String(
                header.raw(),
                header.bodyStart(field),
                header.start(field + 1) - header.bodyStart(field),
                StandardCharsets.ISO_8859_1);
        int from = 0;
        do {
            int semicolon = body.indexOf(';', from);
            int end = semicolon < 0 ? body.length() : semicolon;
            int value = value(body.substring(from, end));
            if (value > 0) {
                return value;
            }
            from = end + 1;
        } while (from < body.length() && !first);
        return 0;
    }

    private static int value(String tag) {
        int equals = tag.indexOf('=');
        if (equals < 0 || !tag.substring(0, equals).strip().equals("i")) {
            return 0;
        }
        String number = tag.substring(equals + 1).strip();
        return number.matches("[0-9]{1,2}") ? Integer.parseInt(number) : 0;
    }

    /** Index of the field of this name with the greatest instance; -1 if there is none. */
    static int newest(HeaderBlock header, String name) {
        int newest = -1;
        int greatest = 0;
        int looked = 0;
        for (int i = header.indexOf(name, 0); i >= 0 && looked < MAX_FIELDS; i = header.indexOf(name, i + 1)) {
            int instance = of(header, i);
            if (instance > greatest) {
                greatest = instance;
                newest = i;
            }
            looked++;
        }
        return newest;
    }
}
