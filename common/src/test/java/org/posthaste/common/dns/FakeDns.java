package org.posthaste.common.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A DNS in memory. Names nobody told it of do not exist; names with records of another kind have no data. Failures by
 * name ({@link #failing}), answers that wait until the test lets them go ({@link #hold}, {@link #release}), and a list
 * of what was asked. Answers come on the thread that asks, or that releases. Thread-safe.
 */
public final class FakeDns implements DnsResolver {
    private static final Duration TTL = Duration.ofHours(1);

    private final Map<String, Map<String, List<Object>>> zone = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final Set<String> secure = new HashSet<>();
    private final Map<String, CompletableFuture<Void>> held = new HashMap<>();
    private final List<String> queries = new ArrayList<>();

    /** Adds a mail exchanger. */
    public FakeDns mx(String domain, int preference, String exchange) {
        return add(domain, "MX", new MxRecord(preference, exchange.equals(".") ? "." : key(exchange)));
    }

    /** Adds addresses, A or AAAA by their form. */
    public FakeDns address(String host, String... addresses) {
        for (String text : addresses) {
            try {
                add(host, text.indexOf(':') >= 0 ? "AAAA" : "A", InetAddress.getByName(text));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
        return this;
    }

    /** Adds a text record. */
    public FakeDns txt(String name, String text) {
        return add(name, "TXT", text);
    }

    /** Adds the name of an address. */
    public FakeDns ptr(String address, String name) {
        return add(address(address), "PTR", key(name));
    }

    /** Adds a certificate association. */
    public FakeDns tlsa(String name, TlsaRecord tlsa) {
        return add(name, "TLSA", tlsa);
    }

    /** Makes a name an alias of another. */
    public synchronized FakeDns cname(String alias, String target) {
        aliases.put(key(alias), key(target));
        return this;
    }

    /** Makes a name exist without records. */
    public synchronized FakeDns empty(String name) {
        zone.computeIfAbsent(key(name), n -> new HashMap<>());
        return this;
    }

    /** Answers about these names, or their absence, are proved by DNSSEC. */
    public synchronized FakeDns secure(String... names) {
        Arrays.stream(names).map(FakeDns::key).forEach(secure::add);
        return this;
    }

    /** From now on every question about the name fails; all kinds, or with {@code name/MX} one kind. */
    public synchronized FakeDns failing(String name, String reason) {
        failures.put(name.toLowerCase(Locale.ROOT), reason);
        return this;
    }

    /** The name answers again. */
    public synchronized FakeDns mended(String name) {
        failures.remove(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /** Forgets all records of a name. */
    public synchronized FakeDns remove(String name) {
        zone.remove(key(name));
        aliases.remove(key(name));
        return this;
    }

    /** Questions about the name wait until it is released. */
    public synchronized FakeDns hold(String name) {
        held.put(key(name), new CompletableFuture<>());
        return this;
    }

    /** Answers what waits, as the records are now. */
    public void release(String name) {
        CompletableFuture<Void> gate;
        synchronized (this) {
            gate = held.remove(key(name));
        }
        if (gate != null) {
            gate.complete(null);
        }
    }

    /** What was asked so far, such as {@code example.org/MX}, in order. */
    public synchronized List<String> queries() {
        return List.copyOf(queries);
    }

    @Override
    public CompletionStage<DnsAnswer<MxRecord>> mx(String domain) {
        return ask(domain, "MX", MxRecord.class);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses4(String host) {
        return ask(host, "A", InetAddress.class);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses6(String host) {
        return ask(host, "AAAA", InetAddress.class);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        return ask(name, "TXT", String.class);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return ask(address.getHostAddress(), "PTR", String.class);
    }

    @Override
    public CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String name) {
        return ask(name, "TLSA", TlsaRecord.class);
    }

    private synchronized <T> CompletionStage<DnsAnswer<T>> ask(String name, String type, Class<T> kind) {
        String key = key(name);
        queries.add(key + "/" + type);
        CompletableFuture<Void> gate = held.get(key);
        return gate == null
                ? CompletableFuture.completedFuture(answer(key, type, kind))
                : gate.thenApply(nothing -> answer(key, type, kind));
    }

    private synchronized <T> DnsAnswer<T> answer(String asked, String type, Class<T> kind) {
        String name = asked;
        boolean proved = true;
        for (int hops = 0; hops <= 8; hops++) {
            String failure = failures.getOrDefault(name, failures.get(name + "/" + type.toLowerCase(Locale.ROOT)));
            if (failure != null) {
                return new DnsAnswer.TemporaryFailure<>(failure);
            }
            proved &= secure.contains(name);
            String target = aliases.get(name);
            if (target != null) {
                name = target;
                continue;
            }
            if (!zone.containsKey(name)) {
                return new DnsAnswer.NoSuchDomain<>(proved);
            }
            List<T> records = zone.get(name).getOrDefault(type, List.of()).stream()
                    .map(kind::cast)
                    .toList();
            return records.isEmpty()
                    ? new DnsAnswer.NoData<>(proved)
                    : new DnsAnswer.Found<>(records, proved, TTL, name);
        }
        return new DnsAnswer.TemporaryFailure<>("CNAME records of " + asked + " lead in circles");
    }

    private synchronized FakeDns add(String name, String type, Object value) {
        zone.computeIfAbsent(key(name), n -> new HashMap<>())
                .computeIfAbsent(type, t -> new ArrayList<>())
                .add(value);
        return this;
    }

    private static String address(String text) {
        try {
            return InetAddress.getByName(text).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.length() > 1 && lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
