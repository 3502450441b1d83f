package org.posthaste.smtp.verify.iprev;

import static org.posthaste.smtp.verify.iprev.IprevResult.Verdict.FAIL;
import static org.posthaste.smtp.verify.iprev.IprevResult.Verdict.PASS;
import static org.posthaste.smtp.verify.iprev.IprevResult.Verdict.PERMERROR;
import static org.posthaste.smtp.verify.iprev.IprevResult.Verdict.TEMPERROR;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;

/**
 * Forward-confirmed reverse DNS (RFC 8601 §3, RFC 8601 §2.7.3): the address's names, and the addresses of those. Of a
 * list of names only the first {@value #MAX_NAMES} are looked at, since the client's network makes it as long as it
 * likes. Thread-safe; never waits.
 */
public final class Iprev {
    private static final int MAX_NAMES = 5;

    private Iprev() {}

    /** Checks an address. */
    public static CompletionStage<IprevResult> check(InetAddress client, DnsResolver dns) {
        return dns.ptr(client).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                return done(new IprevResult(TEMPERROR, Optional.empty(), "no names: " + failure.reason()));
            }
            List<String> names = answer.records().stream()
                    .filter(name -> !name.equals("."))
                    .limit(MAX_NAMES)
                    .toList();
            return names.isEmpty()
                    ? done(new IprevResult(PERMERROR, Optional.empty(), "the address has no name"))
                    : confirm(client, names, names.iterator(), Optional.empty(), dns);
        });
    }

    private static CompletionStage<IprevResult> confirm(
            InetAddress client, List<String> names, Iterator<String> left, Optional<String> failure, DnsResolver dns) {
        if (!left.hasNext()) {
            String first = names.get(0);
            return done(
                    failure.isPresent()
                            ? new IprevResult(TEMPERROR, Optional.of(first), failure.get())
                            : new IprevResult(FAIL, Optional.of(first), first + " does not have the address"));
        }
        String name = left.next();
        CompletionStage<DnsAnswer<InetAddress>> addresses =
                client instanceof Inet4Address ? dns.addresses4(name) : dns.addresses6(name);
        return addresses.thenCompose(answer -> {
            if (answer.records().contains(client)) {
                return done(new IprevResult(PASS, Optional.of(name), name + " has the address"));
            }
            Optional<String> problem = answer instanceof DnsAnswer.TemporaryFailure<InetAddress> temporary
                    ? Optional.of(name + ": " + temporary.reason())
                    : failure;
            return confirm(client, names, left, problem, dns);
        });
    }

    private static CompletionStage<IprevResult> done(IprevResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
