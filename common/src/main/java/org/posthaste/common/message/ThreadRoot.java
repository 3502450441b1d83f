package org.posthaste.common.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the thread of a message by its own header alone (RFC 8474 §5.2), so that it never changes and is the same in all mailboxes: by the first message it refers to, RFC 5322 §3.6.4.
 * That is the first entry of References, else of In-Reply-To, else its own Message-ID. Stateless.
 *
 * <p>Deviation: replies of programs that write no References, to messages that are replies themselves, begin a thread of their own. To join them later would change a THREADID once
 * reported, which RFC 8474 §5.2 forbids.
 */
public final class ThreadRoot {
    private static final List<String> FIELDS = List.of("REFERENCES", "IN-REPLY-TO", "MESSAGE-ID");
    private static final Pattern MESSAGE_ID = Pattern.compile("<([^<>\\s]{1,1000})>");
    private static final int OCTETS = 12;

    private ThreadRoot() {}

    /** Letters and digits that name the thread; empty if the message names no other and has no name. */
    public static Optional<String> of(RenderedMessage message) {
        Optional<byte[]> kept = message.headerFields(FIELDS);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        HeaderBlock header = HeaderBlock.parse(kept.get());
        for (String field : FIELDS) {
            Matcher id = MESSAGE_ID.matcher(header.octetBody(field).orElse(""));
            if (id.find()) {
                return Optional.of(hash(id.group(1)));
            }
        }
        return Optional.empty();
    }

    private static String hash(String messageId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(messageId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, OCTETS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
