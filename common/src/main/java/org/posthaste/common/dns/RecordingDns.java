package org.posthaste.common.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Notes what is asked of another resolver and what it answers, so that it can be told later why a check came out as it
 * did. Made for one message or one report; the number of questions and the length of each answer noted are bounded, what
 * is beyond is asked but not noted. A question asked twice is asked once. Thread-safe.
 */
public final class RecordingDns implements DnsResolver {
    private static final int MOST_LOOKUPS = 100;
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_ANSWER = 200;
    private static final int MOST_RECORDS = 8;

    private final DnsResolver resolver;
    private final Map<Key, CompletionStage<?>> asked = new LinkedHashMap<>();

    private record Key(String name, String type) {}

    /** Asks this resolver. */
    public RecordingDns(DnsResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public CompletionStage<DnsAnswer<MxRecord>> mx(String domain) {
        return ask(domain, "MX", () -> resolver.mx(domain));
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses4(String host) {
        return ask(host, "A", () -> resolver.addresses4(host));
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses6(String host) {
        return ask(host, "AAAA", () -> resolver.addresses6(host));
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        return ask(name, "TXT", () -> resolver.txt(name));
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return ask(address.getHostAddress(), "PTR", () -> resolver.ptr(address));
    }

    @Override
    public CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String name) {
        return ask(name, "TLSA", () -> resolver.tlsa(name));
    }

    /** What was asked so far, in order. */
    public List<DnsLookup> lookups() {
        List<Map.Entry<Key, CompletionStage<?>>> entries;
        synchronized (asked) {
            entries = List.copyOf(asked.entrySet());
        }
        return entries.stream()
                .map(entry -> new DnsLookup(
                        safe(entry.getKey().name(), LONGEST_NAME),
                        entry.getKey().type(),
                        text(entry.getValue().toCompletableFuture())))
                .toList();
    }

    /** The type of the answer is told by that of the question, which is part of the key. */
    @SuppressWarnings("unchecked")
    private <T> CompletionStage<DnsAnswer<T>> ask(
            String name, String type, Supplier<CompletionStage<DnsAnswer<T>>> question) {
        Key key = new Key(name, type);
        synchronized (asked) {
            CompletionStage<?> before = asked.get(key);
            if (before != null) {
                return (CompletionStage<DnsAnswer<T>>) before;
            }
        }
        CompletionStage<DnsAnswer<T>> answer = question.get();
        synchronized (asked) {
            if (asked.size() < MOST_LOOKUPS) {
                asked.putIfAbsent(key, answer);
            }
        }
        return answer;
    }

    private static String text(CompletableFuture<?> answer) {
        if (!answer.isDone() || answer.isCompletedExceptionally()) {
            return "no answer yet";
        }
        Object value = answer.join();
        if (value instanceof DnsAnswer.Found<?> found) {
            return safe(records(found.records()), LONGEST_ANSWER) + (found.secure() ? " (DNSSEC)" : "");
        } else if (value instanceof DnsAnswer.NoData<?>) {
            return "no such records";
        } else if (value instanceof DnsAnswer.TemporaryFailure<?> failure) {
            return "failed: " + safe(failure.reason(), LONGEST_ANSWER);
        }
        return "no such name";
    }

    private static String records(List<?> records) {
        List<String> texts = new ArrayList<>();
        for (Object record : records.subList(0, Math.min(MOST_RECORDS, records.size()))) {
            if (record instanceof InetAddress address) {
                texts.add(address.getHostAddress());
            } else if (record instanceof MxRecord mx) {
                texts.add(mx.preference() + " " + mx.exchange());
            } else {
                texts.add(record.toString());
            }
        }
        int more = records.size() - texts.size();
        return String.join(", ", texts) + (more > 0 ? " and " + more + " more" : "");
    }

    /** Without anything a terminal or a log could stumble over; a long text keeps its beginning. */
    private static String safe(String text, int most) {
        boolean plain = text.length() <= most && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (plain) {
            return text;
        }
        StringBuilder safe = new StringBuilder(most + 3);
        text.chars().limit(most).forEach(c -> safe.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return text.length() > most ? safe.append("...").toString() : safe.toString();
    }
}
