package org.posthaste.app;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients of a server that is killed again and again were promised. Thread-safe. */
final class CrashLedger {
    private final AtomicInteger ids = new AtomicInteger();

    /** Messages accepted by SMTP. */
    final Set<Integer> delivered = ConcurrentHashMap.newKeySet();

    /** Mailbox and UID to message, as promised by APPENDUID or seen at an earlier look. */
    final Map<String, Map<Integer, Integer>> placed = new ConcurrentHashMap<>();

    /** Mailbox and UID to the flags of the last STORE that was answered. */
    final Map<String, Map<Integer, String>> flags = new ConcurrentHashMap<>();

    /** Mailbox and UID of a STORE that may or may not have happened. */
    final Map<String, Integer> unsureFlags = new ConcurrentHashMap<>();

    /** Mailbox to UIDs whose expunge was answered. */
    final Map<String, Set<Integer>> expunged = new ConcurrentHashMap<>();

    /** Mailbox to UIDs whose expunge may or may not have happened. */
    final Map<String, Set<Integer>> unsureExpunged = new ConcurrentHashMap<>();

    int next() {
        return ids.incrementAndGet();
    }

    void place(String mailbox, int uid, int id) {
        placed.computeIfAbsent(mailbox, name -> new ConcurrentHashMap<>()).put(uid, id);
    }

    Set<Integer> expunged(String mailbox) {
        return expunged.computeIfAbsent(mailbox, name -> ConcurrentHashMap.newKeySet());
    }

    Set<Integer> unsureExpunged(String mailbox) {
        return unsureExpunged.computeIfAbsent(mailbox, name -> ConcurrentHashMap.newKeySet());
    }

    /** A message that tells its id, and every octet of which follows from the id. */
    static byte[] message(int id) {
        Random random = new Random(id);
        StringBuilder text = new StringBuilder("Subject: crash " + id + "\r\n\r\n");
        for (int line = random.nextInt(120); line >= 0; line--) {
            for (int i = random.nextInt(70); i >= 0; i--) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The id of a message as it is found, whole and unchanged behind what the server put before it; fails otherwise. */
    static int idOf(byte[] found) {
        String text = new String(found, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("Subject: crash ");
        if (at < 0) {
            throw new AssertionError("a message that nobody sent: " + text);
        }
        int id = Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)));
        String whole = new String(message(id), StandardCharsets.ISO_8859_1);
        if (!text.substring(at).equals(whole)) {
            throw new AssertionError("message " + id + " is damaged");
        }
        return id;
    }
}
