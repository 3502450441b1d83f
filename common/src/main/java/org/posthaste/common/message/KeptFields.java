package org.posthaste.common.message;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The header fields that are kept with a message because clients ask for them in lists of messages.
 *
 * @param encoded for each field its number in {@link #NAMES}, its length, its raw octets, in the message's order
 * @param missing bits of the names of which a field was left out
 */
record KeptFields(byte[] encoded, long missing) {
    /** More than this is not kept of one message. */
    private static final int MAX_OCTETS = 32 * 1024;

    private static final String[] NAMES = {
        "From",
        "To",
        "Cc",
        "Bcc",
        "Subject",
        "Date",
        "Message-ID",
        "Priority",
        "X-Priority",
        "References",
        "Newsgroups",
        "In-Reply-To",
        "Content-Type",
        "Reply-To",
        "Received",
        "Sender",
        "List-Id",
        "List-Post",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "X-Spam-Status",
        "X-Spam-Flag",
        "X-Spam-Level",
        "Importance",
        "X-Mailer",
        "User-Agent",
        "Content-Transfer-Encoding",
        "Mime-Version",
        "Delivered-To",
        "Return-Path",
        "Authentication-Results",
        "Autocrypt",
        "Disposition-Notification-To",
        "Resent-From",
        "Resent-Date",
        "Resent-To",
        "Content-Disposition",
        "Content-Language",
        "Precedence",
        "Auto-Submitted",
        "Followup-To",
        "Mail-Followup-To",
        "Errors-To",
        "List-Archive",
        "List-Help",
        "List-Subscribe",
        "List-Owner",
        "Return-Receipt-To",
        "X-MSMail-Priority",
        "Thread-Index",
        "Thread-Topic",
        "Organization",
        "Feedback-ID",
        "X-Forwarded-Message-Id",
    };

    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        for (int i = 0; i < NAMES.length; i++) {
            NUMBERS.put(NAMES[i].toUpperCase(Locale.ROOT), i);
        }
    }

    static KeptFields select(HeaderBlock header, boolean headerComplete) {
        OctetBuffer out = new OctetBuffer(1024);
        long missing = headerComplete ? 0 : -1;
        for (int i = 0; i < header.count(); i++) {
            Integer number = NUMBERS.get(header.name(i).toUpperCase(Locale.ROOT));
            if (number == null) {
                continue;
            }
            int length = header.start(i + 1) - header.start(i);
            boolean ended = header.raw()[header.start(i + 1) - 1] == '\n'; // not so if the message ends in its header
            if (out.length() + length > MAX_OCTETS) {
                missing |= 1L << number;
                continue;
            }
            out.append(number)
                    .appendNumber(ended ? length : length + 2)
                    .append(header.raw(), header.start(i), length)
                    .append(ended ? "" : "\r\n");
        }
        return new KeptFields(out.toByteArray(), missing);
    }

    static boolean isKept(Collection<String> upperNames) {
        return NUMBERS.keySet().containsAll(upperNames);
    }

    /** The bits of names, all of which are kept. */
    static long bits(Collection<String> upperNames) {
        long bits = 0;
        for (String name : upperNames) {
            Integer number = NUMBERS.get(name);
            bits |= number == null ? 0 : 1L << number;
        }
        return bits;
    }
}
