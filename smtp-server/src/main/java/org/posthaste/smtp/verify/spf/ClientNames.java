package org.posthaste.smtp.verify.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.dns.DnsResolver;

/**
 * A client's names that lead back to it (RFC 7208 §5.5), for {@code ptr} and {@code %{p}}: asked for at most once in an
 * evaluation, and of many only the first (RFC 7208 §4.6.4). Failures make fewer names, nothing else. Confined to its
 * evaluation.
 */
final class ClientNames {
    private final InetAddress client;
    private final int limit;
    private final DnsResolver dns;
    private final BooleanSupplier late;
    private @Nullable List<String> known;

    /**
     * Names of an address.
     *
     * @param limit how many are looked at
     * @param late true when nothing more is to be asked
     */
    ClientNames(InetAddress client, int limit, DnsResolver dns, BooleanSupplier late) {
        this.client = client;
        this.limit = limit;
        this.dns = dns;
        this.late = late;
    }

    CompletionStage<List<String>> get() {
        List<String> before = known;
        if (before != null) {
            return CompletableFuture.completedFuture(before);
        }
        return dns.ptr(client).thenCompose(answer -> {
            Iterator<String> names =
                    answer.records().stream().limit(limit).toList().iterator();
            return confirmed(names, List.of()).thenApply(found -> {
                known = found;
                return found;
            });
        });
    }

    private CompletionStage<List<String>> confirmed(Iterator<String> names, List<String> found) {
        if (!names.hasNext() || late.getAsBoolean()) {
            return CompletableFuture.completedFuture(found);
        }
        String name = names.next();
        return (client instanceof Inet4Address ? dns.addresses4(name) : dns.addresses6(name))
                .thenCompose(answer -> confirmed(
                        names,
                        answer.records().contains(client)
                                ? Stream.concat(found.stream(), Stream.of(name)).toList()
                                : found));
    }
}
