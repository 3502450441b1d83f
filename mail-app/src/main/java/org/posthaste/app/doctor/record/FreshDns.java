package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.common.dns.NameServer;
import org.posthaste.common.dns.RawRecord;
import org.posthaste.common.dns.TlsaRecord;

/**
 * The DNS as it is published now: names of our own are asked for at their zone's servers, since resolvers remember what
 * was missing a minute ago; others at the resolver. Thread-safe.
 */
final class FreshDns implements DnsResolver {
    private final DnsResolver dns;
    private final DnsInspector inspector;
    private final Zones zones;
    private final List<String> own;

    /**
     * @param own names of ours, in lower case; those below them are ours too
     */
    FreshDns(DnsResolver dns, DnsInspector inspector, Zones zones, List<String> own) {
        this.dns = dns;
        this.inspector = inspector;
        this.zones = zones;
        this.own = List.copyOf(own);
    }

    @Override
    public CompletionStage<DnsAnswer<MxRecord>> mx(String domain) {
        return isOwn(domain) ? ask(domain, "MX", FreshDns::exchanger) : dns.mx(domain);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses4(String host) {
        return isOwn(host) ? ask(host, "A", record -> AddressJudge.address(record.data())) : dns.addresses4(host);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses6(String host) {
        return isOwn(host) ? ask(host, "AAAA", record -> AddressJudge.address(record.data())) : dns.addresses6(host);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        return isOwn(name) ? ask(name, "TXT", RawRecord::text) : dns.txt(name);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return dns.ptr(address);
    }

    @Override
    public CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String name) {
        return dns.tlsa(name);
    }

    private static MxRecord exchanger(RawRecord record) {
        String[] words = record.data().strip().split("\\s+");
        return new MxRecord(Integer.parseInt(words[0]), Names.bare(words[1]));
    }

    private boolean isOwn(String asked) {
        String name = Names.bare(asked);
        return own.stream().anyMatch(each -> name.equals(each) || name.endsWith("." + each));
    }

    private <T> CompletionStage<DnsAnswer<T>> ask(String asked, String type, Function<RawRecord, T> value) {
        String name = Names.bare(asked);
        return zones.of(name)
                .thenCompose(zone -> ask(zone.servers(), 0, name, type))
                .thenApply(view -> answer(name, view, value));
    }

    private CompletionStage<DnsView> ask(List<NameServer> servers, int index, String name, String type) {
        return index >= servers.size()
                ? inspector.ask(name, type)
                : inspector
                        .ask(servers.get(index), name, type)
                        .thenCompose(view -> view.isFailure()
                                ? ask(servers, index + 1, name, type)
                                : java.util.concurrent.CompletableFuture.completedFuture(view));
    }

    private static <T> DnsAnswer<T> answer(String name, DnsView view, Function<RawRecord, T> value) {
        return switch (view.state()) {
            case FOUND -> new DnsAnswer.Found<>(
                    view.records().stream().map(value).toList(), false, Duration.ofSeconds(1), view.canonical());
            case NO_DATA -> new DnsAnswer.NoData<>(false);
            case NO_NAME -> new DnsAnswer.NoSuchDomain<>(false);
            case FAILED -> new DnsAnswer.TemporaryFailure<>(name + ": " + view.reason());
        };
    }
}
