package org.posthaste.app.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.smtp.queue.KnownRefusals;

/**
 * One entry of the journal in words: what happened, and below it what led to that. Stateless.
 *
 * @param what one line
 * @param because further lines, may be none
 */
public record EventText(String what, List<String> because) {
    /** Details of a judged message that are lines of their own, in this order. */
    private static final List<String> CHECKS = List.of("iprev", "spf", "helo-spf", "dkim", "arc", "dmarc", "clause");

    /** Names of checks that refuse, in words. */
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("recipient", "there is no such recipient"),
            Map.entry("relay", "the recipient is not one of ours, and the client may not send to others"),
            Map.entry("login", "the client had not logged in"),
            Map.entry("sender", "the sender's address is not one that the client may use"),
            Map.entry("sender-domain", "the sender's domain takes no mail or does not exist"),
            Map.entry("from", "the From field names nobody, or somebody the client may not write as"),
            Map.entry("dmarc", "the author's domain asks to refuse mail that is not proved to be its own (DMARC)"),
            Map.entry("quota", "the mailbox is full"),
            Map.entry("loop", "the message goes in circles: too many Received fields"),
            Map.entry("destination", "the recipient's domain takes no mail or does not exist"),
            Map.entry("line ends", "lines of the message do not end with CRLF"),
            Map.entry("hold", "the message asks to be held for longer than this server does"),
            Map.entry("store", "the message could not be stored"));

    public EventText {
        because = List.copyOf(because);
    }

    /** Tells an entry. */
    public static EventText of(JournalEntry entry) {
        Map<String, String> of = entry.details();
        return switch (entry.kind()) {
            case ACCEPTED -> accepted(of);
            case REJECTED -> refused("rejected", of);
            case DEFERRED -> refused("refused for now", of);
            case FILED -> new EventText("filed for " + value(of, "to") + in(of), List.of());
            case ATTEMPTED -> new EventText(
                    "could not be delivered to " + value(of, "to") + ", tried again at " + time(of, "next"),
                    attempt(of));
            case DELIVERED -> new EventText("delivered to " + value(of, "to"), attempt(of));
            case BOUNCED -> new EventText(
                    "given up for " + value(of, "to")
                            + ("expired".equals(of.get("reason")) ? ": it was tried for too long" : ""),
                    attempt(of));
            case DELAYED -> new EventText(
                    "the sender was told that " + value(of, "to") + " has not got it yet; tried until "
                            + time(of, "until"),
                    reply(of));
            case REPORTED -> new EventText(
                    "a report about " + value(of, "about") + " went to " + value(of, "to"), List.of());
            case REMOVED -> new EventText(
                    "taken out of the queue for " + value(of, "to"), line("reason", of.get("reason")));
            case TLS_FAILED -> new EventText("TLS with another host failed", rest(of, List.of()));
            case CERTIFICATE -> new EventText("certificate " + value(of, "status"), rest(of, List.of("status")));
            case CONNECTED, AUTHENTICATED, AUTHENTICATION_FAILED, ADMINISTERED -> new EventText(
                    entry.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), rest(of, List.of()));
        };
    }

    private static EventText accepted(Map<String, String> of) {
        List<String> because = new ArrayList<>();
        because.add(client(of));
        because.addAll(checks(of));
        if (of.containsKey("mailbox")) {
            because.add("filed" + in(of));
        }
        if (of.containsKey("queued")) {
            because.add("queued for " + addresses(of.get("queued")) + " of other hosts");
        }
        line("reason", of.get("reason")).forEach(because::add);
        return new EventText("accepted from " + sender(of) + " for " + value(of, "to") + size(of), because);
    }

    private static EventText refused(String how, Map<String, String> of) {
        List<String> because = new ArrayList<>();
        because.add(client(of));
        because.addAll(checks(of));
        String reason = of.getOrDefault("reason", "");
        if (!reason.isEmpty()) {
            because.add("reason: " + REASONS.getOrDefault(reason, reason));
        }
        line("answer", of.get("status")).forEach(because::add);
        String to = of.containsKey("to") ? " for " + value(of, "to") : "";
        return new EventText(how + ": " + sender(of) + to + size(of), because);
    }

    private static String addresses(String count) {
        return count.equals("1") ? "1 address" : count + " addresses";
    }

    private static String sender(Map<String, String> of) {
        String from = of.getOrDefault("from", "");
        return from.isEmpty() || from.equals("<>") ? "<> (the null sender)" : plain(from);
    }

    private static String in(Map<String, String> of) {
        return of.containsKey("mailbox") ? " in " + plain(of.get("mailbox")) : "";
    }

    private static String size(Map<String, String> of) {
        return of.containsKey("size") ? ", " + plain(of.get("size")) + " octets" : "";
    }

    private static String client(Map<String, String> of) {
        StringBuilder client = new StringBuilder("client: ");
        client.append(value(of, "peer"));
        if (of.containsKey("helo")) {
            client.append(", calls itself ").append(plain(of.get("helo")));
        }
        if (of.containsKey("user")) {
            client.append(", logged in as ").append(plain(of.get("user")));
        }
        if (of.containsKey("tls")) {
            client.append(", ").append(plain(of.get("tls")));
        }
        return client.toString();
    }

    /** The checks, and the answers of the DNS they used. */
    private static List<String> checks(Map<String, String> of) {
        List<String> lines = new ArrayList<>();
        for (String check : CHECKS) {
            String value = of.getOrDefault(check, "");
            if (!value.isEmpty()) {
                value.lines()
                        .forEach(line ->
                                lines.add((check.equals("clause") ? "decided by" : check) + ": " + plain(line)));
            }
        }
        of.getOrDefault("dns", "").lines().forEach(line -> lines.add("dns: " + plain(line)));
        return lines;
    }

    private static List<String> attempt(Map<String, String> of) {
        List<String> lines = new ArrayList<>();
        StringBuilder way = new StringBuilder();
        if (of.containsKey("attempt")) {
            way.append("attempt ").append(plain(of.get("attempt")));
        }
        if (of.containsKey("host")) {
            way.append(way.isEmpty() ? "" : ", ").append("host ").append(plain(of.get("host")));
        }
        if (of.containsKey("address")) {
            way.append(" [").append(plain(of.get("address"))).append(']');
        }
        if (of.containsKey("port") && !"25".equals(of.get("port"))) {
            way.append(" port ").append(plain(of.get("port")));
        }
        way.append(of.containsKey("tls") ? ", " + plain(of.get("tls")) : of.containsKey("host") ? ", no TLS" : "");
        if (of.containsKey("policy")) {
            way.append(" (policy ").append(plain(of.get("policy"))).append(')');
        }
        if (of.containsKey("ms")) {
            way.append(", ").append(plain(of.get("ms"))).append(" ms");
        }
        if (!way.isEmpty()) {
            lines.add(way.toString());
        }
        lines.addAll(reply(of));
        return lines;
    }

    /** A reply, and what is known of replies like it. */
    private static List<String> reply(Map<String, String> of) {
        String reply = of.getOrDefault("reply", "");
        if (reply.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add((of.containsKey("ours") ? "this server says: " : "answer: ") + plain(reply));
        Optional<KnownRefusals.Known> known = of.containsKey("ours") ? Optional.empty() : KnownRefusals.of(reply);
        known.ifPresent(meaning -> {
            lines.add("meaning: " + meaning.explanation());
            lines.add("remedy: " + meaning.remedy());
        });
        return lines;
    }

    private static List<String> rest(Map<String, String> of, List<String> without) {
        return of.entrySet().stream()
                .filter(detail -> !without.contains(detail.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(detail -> detail.getKey() + ": " + plain(detail.getValue()))
                .toList();
    }

    private static List<String> line(String label, @Nullable String value) {
        return value == null || value.isEmpty() ? List.of() : List.of(label + ": " + plain(value));
    }

    private static String value(Map<String, String> of, String key) {
        String value = of.getOrDefault(key, "");
        return value.isEmpty() ? "somebody" : plain(value).replace(",", ", ");
    }

    private static String time(Map<String, String> of, String key) {
        return of.getOrDefault(key, "a time not known");
    }

    /** Strangers choose much of this: nothing of it may command a terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
