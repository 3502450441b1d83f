package org.posthaste.smtp.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;

/**
 * Finds the hosts that take mail for a domain (RFC 5321 §5.1): its mail exchangers by preference, in random order among
 * equals; without any the domain's own addresses ("implicit MX"); none at all if it says so (RFC 7505). Names are
 * followed through CNAMEs, though an exchanger's name should not be one (RFC 2181 §10.3). Thread-safe.
 *
 * <p>Addresses are asked for host by host when the caller gets there, so that many exchangers cost no look-ups before
 * the first connection. At most 32 hosts are kept, the best. An exchanger that is a mere address in the place of a name
 * is left out: there is no such name, and the world's other servers do not go there either.
 *
 * <p>Fails: never; the stages never complete exceptionally. What is not known now is {@link MxResult.Temporary}.
 */
public final class MxLookup {
    private static final int MAX_HOSTS = 32;
    private static final String LITERAL_IPV6 = "[ipv6:";

    private final DnsResolver dns;
    private final Ourselves ourselves;
    private final Random random;
    private final HostAddresses addresses;

    /**
     * A look-up.
     *
     * @param dns answers
     * @param ourselves knows this server
     * @param order brings a host's addresses into the order they are tried in
     * @param random chooses among equals; must be thread-safe
     */
    public MxLookup(DnsResolver dns, Ourselves ourselves, AddressOrder order, Random random) {
        this.dns = dns;
        this.ourselves = ourselves;
        this.random = random;
        this.addresses = new HostAddresses(dns, order::sorted);
    }

    /** Where mail for a domain goes: a name as A-labels, or an address literal such as {@code [192.0.2.1]}. */
    public CompletionStage<MxResult> find(String domain) {
        if (domain.startsWith("[")) {
            return CompletableFuture.completedFuture(literal(domain));
        }
        return dns.mx(domain).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.Found<MxRecord> found) {
                return CompletableFuture.completedFuture(explicit(found));
            }
            if (answer instanceof DnsAnswer.NoData<MxRecord> none) {
                return implicit(domain, none.secure());
            }
            return CompletableFuture.completedFuture(
                    answer instanceof DnsAnswer.TemporaryFailure<MxRecord> failure
                            ? new MxResult.Temporary(failure.reason())
                            : new MxResult.NoSuchDomain());
        });
    }

    /** A host that the administrator has named; its name is as good as proved. It may be this server. */
    public MxHost named(String host) {
        if (host.startsWith("[")) {
            DnsAnswer<InetAddress> answer = AddressParser.domainOrLiteral(host)
                    .flatMap(MxLookup::address)
                    .map(address -> addresses.known(address, host))
                    .orElseGet(() -> new DnsAnswer.NoSuchDomain<>(false));
            return new MxHost(host, 0, true, () -> CompletableFuture.completedFuture(answer));
        }
        return new MxHost(host, 0, true, () -> addresses.of(host));
    }

    private MxResult explicit(DnsAnswer.Found<MxRecord> found) {
        List<MxRecord> records = new ArrayList<>(found.records());
        Collections.shuffle(records, random);
        records.sort(Comparator.comparingInt(MxRecord::preference));
        if (records.stream().allMatch(MxRecord::isNull)) {
            return new MxResult.NullMx();
        }
        AtomicInteger limit = new AtomicInteger(Integer.MAX_VALUE);
        List<MxHost> hosts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean loop = false;
        for (MxRecord record : records) {
            if (ourselves.isOurName(record.exchange())) {
                limit.set(record.preference());
                hosts.removeIf(host -> host.preference() >= record.preference());
                loop = true;
                break;
            }
            if (isHostName(record.exchange()) && names.add(record.exchange()) && hosts.size() < MAX_HOSTS) {
                hosts.add(host(record, found.secure(), limit));
            }
        }
        if (!hosts.isEmpty()) {
            return new MxResult.Hosts(hosts, limit);
        }
        return loop ? new MxResult.LoopsBack() : new MxResult.NoMail("no MX record names a host");
    }

    private MxHost host(MxRecord record, boolean secure, AtomicInteger limit) {
        return new MxHost(
                record.exchange(),
                record.preference(),
                secure,
                guarded(record.preference(), limit, () -> addresses.of(record.exchange())));
    }

    /** The host's addresses, unless it or a better one turns out to be this server. */
    private Supplier<CompletionStage<DnsAnswer<InetAddress>>> guarded(
            int preference, AtomicInteger limit, Supplier<CompletionStage<DnsAnswer<InetAddress>>> source) {
        return () -> {
            if (preference >= limit.get()) {
                return CompletableFuture.completedFuture(new DnsAnswer.NoData<>(false));
            }
            return source.get().thenApply(answer -> {
                if (answer.records().stream().anyMatch(ourselves::isOurAddress)) {
                    limit.accumulateAndGet(preference, Math::min);
                }
                return preference >= limit.get() ? new DnsAnswer.NoData<>(false) : answer;
            });
        };
    }

    /** Without MX records the domain itself is the host, if it has addresses (RFC 5321 §5.1). */
    private CompletionStage<MxResult> implicit(String domain, boolean secure) {
        if (ourselves.isOurName(domain)) {
            return CompletableFuture.completedFuture(new MxResult.LoopsBack());
        }
        return addresses.of(domain).thenApply(answer -> {
            if (answer instanceof DnsAnswer.Found<InetAddress>) {
                AtomicInteger limit = new AtomicInteger(Integer.MAX_VALUE);
                MxHost host = new MxHost(domain, 0, secure, guarded(0, limit, () -> addresses.of(domain)));
                return answer.records().stream().anyMatch(ourselves::isOurAddress)
                        ? new MxResult.LoopsBack()
                        : new MxResult.Hosts(List.of(host), limit);
            }
            if (answer instanceof DnsAnswer.TemporaryFailure<InetAddress> failure) {
                return new MxResult.Temporary(failure.reason());
            }
            return answer instanceof DnsAnswer.NoSuchDomain<InetAddress>
                    ? new MxResult.NoSuchDomain()
                    : new MxResult.NoMail("the domain has neither MX records nor addresses");
        });
    }

    private MxResult literal(String domain) {
        Optional<InetAddress> address = AddressParser.domainOrLiteral(domain).flatMap(MxLookup::address);
        if (address.isEmpty()) {
            return new MxResult.NoMail("not an address: " + domain);
        }
        if (ourselves.isOurAddress(address.get())) {
            return new MxResult.LoopsBack();
        }
        DnsAnswer<InetAddress> answer = addresses.known(address.get(), domain);
        MxHost host = new MxHost(domain, 0, false, () -> CompletableFuture.completedFuture(answer));
        return new MxResult.Hosts(List.of(host), new AtomicInteger(Integer.MAX_VALUE));
    }

    /** The address of a well-formed literal. */
    private static Optional<InetAddress> address(String literal) {
        int begin = literal.startsWith(LITERAL_IPV6) ? LITERAL_IPV6.length() : 1;
        try {
            // Never asks anybody: the text was checked to be an address.
            return Optional.of(InetAddress.getByName(literal.substring(begin, literal.length() - 1)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** A name that can have addresses: not the root, not an address written in the place of a name. */
    private static boolean isHostName(String name) {
        boolean allDigits = name.substring(name.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        return !allDigits && name.indexOf(':') < 0 && AddressParser.domain(name).isPresent();
    }
}
