package org.posthaste.pop3.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line (RFC 2449 §3): a keyword and what follows it.
 *
 * @param keyword upper case
 * @param rest everything behind the keyword and one space, as sent; passwords may hold spaces and end in them (RFC 1939 §7)
 */
public record Pop3Request(String keyword, String rest) {
    /** The parameters. More than one space between them is tolerated. */
    public List<String> parameters() {
        List<String> parameters = new ArrayList<>(2);
        int start = 0;
        for (int end = 0; end <= rest.length(); end++) {
            if (end == rest.length() || rest.charAt(end) == ' ') {
                if (end > start) {
                    parameters.add(rest.substring(start, end));
                }
                start = end + 1;
            }
        }
        return parameters;
    }

    /** For commands without parameters. */
    public void expectNoParameters() {
        if (!rest.isBlank()) {
            throw new Pop3Refusal(Replies.NO_PARAMETERS_ALLOWED);
        }
    }

    /** A decimal parameter; what does not fit an int names no message either and becomes {@link Integer#MAX_VALUE}. */
    public static int number(String parameter) {
        long value = 0;
        for (int i = 0; i < parameter.length(); i++) {
            char c = parameter.charAt(i);
            if (c < '0' || c > '9') {
                throw new Pop3Refusal(Replies.NUMBER_EXPECTED);
            }
            value = Math.min(Integer.MAX_VALUE, value * 10 + (c - '0'));
        }
        return (int) value;
    }
}
