package org.posthaste.smtp.verify.dkim;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.message.HeaderBlock;

/**
 * Which fields we sign, RFC 6376 §5.4.1: those whose change or addition would change what a reader sees or where an
 * answer goes. Return-Path, Received, Authentication-Results and ARC fields change on the way and are never signed.
 *
 * <p>A name is given once more than there are such fields if another one would deceive (RFC 6376 §8.15). Of names that
 * hosts on the way add when they are missing (Date, MIME-Version and the like), only if there is one.
 */
final class SignedFields {
    private static final List<String> NEVER_ADDED = List.of("From", "Reply-To", "Subject", "To", "Cc", "Content-Type");

    private static final List<String> NEVER_REPEATED = List.of(
            "Date",
            "Message-ID",
            "In-Reply-To",
            "References",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Content-Disposition",
            "Sender");

    private static final List<String> AS_THEY_ARE = List.of(
            "Resent-Date",
            "Resent-From",
            "Resent-Sender",
            "Resent-To",
            "Resent-Cc",
            "Resent-Message-ID",
            "List-Id",
            "List-Help",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Subscribe",
            "List-Post",
            "List-Owner",
            "List-Archive",
            "Auto-Submitted",
            "TLS-Required",
            "Autocrypt");

    /** More fields of one name than any honest message has. */
    private static final int MAX_REPEATED = 20;

    private SignedFields() {}

    /** The names for h= of a header, in an order that is always the same. */
    static List<String> names(HeaderBlock header) {
        List<String> names = new ArrayList<>(32);
        for (String name : NEVER_ADDED) {
            add(names, name, count(header, name) + 1);
        }
        for (String name : NEVER_REPEATED) {
            int count = count(header, name);
            add(names, name, count == 0 ? 0 : count + 1);
        }
        for (String name : AS_THEY_ARE) {
            add(names, name, count(header, name));
        }
        return names;
    }

    /** As {@link #names}, and all DKIM-Signature fields (RFC 8617 §4.1.2). */
    static List<String> namesAndSignatures(HeaderBlock header) {
        List<String> names = names(header);
        add(names, "DKIM-Signature", count(header, "DKIM-Signature"));
        return names;
    }

    private static void add(List<String> names, String name, int count) {
        for (int i = 0; i < count; i++) {
            names.add(name);
        }
    }

    private static int count(HeaderBlock header, String name) {
        int count = 0;
        for (int i = header.indexOf(name, 0); i >= 0 && count < MAX_REPEATED; i = header.indexOf(name, i + 1)) {
            count++;
        }
        return count;
    }
}
