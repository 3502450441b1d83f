package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.common.dns.TlsaRecord;

/** The DNS with one text record as a certain server has it. Thread-safe. */
final class OneRecord implements DnsResolver {
    private final DnsResolver dns;
    private final String name;
    private final String text;

    /**
     * @param name in lower case, without the last full stop
     */
    OneRecord(DnsResolver dns, String name, String text) {
        this.dns = dns;
        this.name = name;
        this.text = text;
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String asked) {
        return Names.bare(asked).equals(name)
                ? CompletableFuture.completedFuture(
                        new DnsAnswer.Found<>(List.of(text), false, Duration.ofSeconds(1), name))
                : dns.txt(asked);
    }

    @Override
    public CompletionStage<DnsAnswer<MxRecord>> mx(String domain) {
        return dns.mx(domain);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses4(String host) {
        return dns.addresses4(host);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses6(String host) {
        return dns.addresses6(host);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return dns.ptr(address);
    }

    @Override
    public CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String asked) {
        return dns.tlsa(asked);
    }
}
