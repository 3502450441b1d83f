package org.posthaste.common.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.dns.AnswerReader.Reading;
import org.posthaste.common.dns.DnsView.State;
import org.posthaste.common.dns.Zone.Signing;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Looks at the DNS for an administrator: records of any type as each single server has them, the resolver or one that is
 * authoritative (RFC 1034 §4.3.1), and nothing from memory. Unlike {@link DnsResolver} it shows differences instead of
 * hiding them. Thread-safe.
 *
 * <p>Fails: never; a stage completes with a failed {@link DnsView} or a {@link Zone} with a problem.
 */
public final class DnsInspector {
    private static final int UDP_SIZE = 1232;
    private static final int DNS_PORT = 53;
    private static final int ATTEMPTS = 3;
    private static final int MAX_ALIASES = 8;
    private static final int MAX_SERVERS = 13;
    private static final int MAX_LABELS = 20;

    private final Supplier<List<InetSocketAddress>> resolvers;
    private final Duration patience;

    /**
     * An inspector.
     *
     * @param resolvers the best first
     * @param patience for one server, all tries included
     */
    public DnsInspector(Supplier<List<InetSocketAddress>> resolvers, Duration patience) {
        this.resolvers = resolvers;
        this.patience = patience;
    }

    /** What the resolver says; the next resolver's word if the first gives none. */
    public CompletionStage<DnsView> ask(String name, String type) {
        return byName(
                name, type, (owner, number) -> recursive(resolvers.get(), 0, owner, number, "no resolver is known"));
    }

    /** What one server says that is authoritative, without asking others; only where CNAMEs lead elsewhere, the resolver is asked. */
    public CompletionStage<DnsView> ask(NameServer server, String name, String type) {
        return byName(
                name, type, (owner, number) -> authoritative(server, 0, owner, number, "its name has no address"));
    }

    /** The zone a name lies in, with its servers. */
    public CompletionStage<Zone> zone(String name) {
        Optional<Name> parsed = Question.of(name, Type.NS).parsed();
        return parsed.isEmpty() || parsed.get().labels() > MAX_LABELS
                ? CompletableFuture.completedFuture(Zone.unknown(name + " is not a name"))
                : climb(parsed.get());
    }

    private interface Asking {
        CompletableFuture<DnsView> of(Name name, int type);
    }

    private static CompletionStage<DnsView> byName(String name, String type, Asking asking) {
        int number = Type.value(type);
        Optional<Name> parsed = Question.of(name, number).parsed();
        return number < 0 || parsed.isEmpty()
                ? CompletableFuture.completedFuture(DnsView.failed("\"" + name + "\" is not a name"))
                : asking.of(parsed.get(), number);
    }

    private CompletableFuture<DnsView> recursive(
            List<InetSocketAddress> servers, int index, Name name, int type, String before) {
        if (index >= servers.size()) {
            return CompletableFuture.completedFuture(DnsView.failed(before));
        }
        InetSocketAddress server = servers.get(index);
        return follow(server, name, type, 0)
                .thenCompose(view -> view.isFailure()
                        ? recursive(servers, index + 1, name, type, text(server) + ": " + view.reason())
                        : CompletableFuture.completedFuture(view));
    }

    private CompletableFuture<DnsView> follow(InetSocketAddress server, Name name, int type, int aliases) {
        return send(server, name, type, true, 1)
                .thenCompose(message -> {
                    Reading reading = AnswerReader.read(message, name, type);
                    if (reading instanceof Reading.Elsewhere elsewhere && aliases < MAX_ALIASES) {
                        return follow(server, elsewhere.target(), type, aliases + 1);
                    }
                    return CompletableFuture.completedFuture(view(message, name, reading));
                })
                .exceptionally(problem -> DnsView.failed(reason(problem)));
    }

    private CompletableFuture<DnsView> authoritative(NameServer server, int index, Name name, int type, String before) {
        if (index >= server.addresses().size()) {
            return CompletableFuture.completedFuture(DnsView.failed(before));
        }
        return send(server.addresses().get(index), name, type, false, 1)
                .thenCompose(message -> {
                    if (!message.getHeader().getFlag(Flags.AA)) {
                        return CompletableFuture.failedFuture(new IOException("it does not know the zone"));
                    }
                    Reading reading = AnswerReader.read(message, name, type);
                    return reading instanceof Reading.Elsewhere elsewhere
                            ? recursive(resolvers.get(), 0, elsewhere.target(), type, "no resolver is known")
                            : CompletableFuture.completedFuture(view(message, name, reading));
                })
                .exceptionally(problem -> DnsView.failed(reason(problem)))
                .thenCompose(view -> view.isFailure()
                        ? authoritative(server, index + 1, name, type, view.reason())
                        : CompletableFuture.completedFuture(view));
    }

    private static DnsView view(Message message, Name asked, Reading reading) {
        boolean validated = message.getHeader().getFlag(Flags.AD);
        if (reading instanceof Reading.Records found) {
            return new DnsView(
                    State.FOUND,
                    found.records().stream().map(DnsInspector::raw).toList(),
                    Question.text(found.owner()),
                    validated,
                    "");
        }
        if (reading instanceof Reading.Absent absent) {
            State state = absent.name() ? State.NO_NAME : State.NO_DATA;
            return new DnsView(state, List.of(), Question.text(asked), validated, "");
        }
        return DnsView.failed("CNAME records lead in circles");
    }

    private static RawRecord raw(Record record) {
        List<String> strings = new ArrayList<>();
        if (record instanceof TXTRecord txt) {
            txt.getStringsAsByteArrays()
                    .forEach(octets -> strings.add(new String(octets, StandardCharsets.ISO_8859_1)));
        }
        return new RawRecord(
                Question.text(record.getName()),
                Type.string(record.getType()),
                record.getTTL(),
                strings.isEmpty() ? record.rdataToString() : quoted(strings),
                strings);
    }

    private static String quoted(List<String> strings) {
        return strings.stream()
                .map(string -> '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" "));
    }

    /** One server is asked, three times at most; a refusal is an answer and is not asked again. */
    private CompletableFuture<Message> send(
            InetSocketAddress server, Name name, int type, boolean recursion, int attempt) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (recursion) {
            query.getHeader().setFlag(Flags.AD);
        } else {
            query.getHeader().unsetFlag(Flags.RD);
        }
        SimpleResolver resolver = new SimpleResolver(server);
        long nanos = patience.toNanos() / ATTEMPTS;
        resolver.setTimeout(Duration.ofNanos(nanos));
        resolver.setEDNS(attempt < ATTEMPTS ? 0 : -1, UDP_SIZE, recursion ? ExtendedFlags.DO : 0, List.of());
        CompletableFuture<Message> sent;
        try {
            sent = resolver.sendAsync(query).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(new IOException("cannot ask: " + e.getMessage(), e));
        }
        return sent.orTimeout(nanos * 2, TimeUnit.NANOSECONDS)
                .handle((message, problem) -> next(server, name, type, recursion, attempt, message, problem))
                .thenCompose(later -> later);
    }

    private CompletableFuture<Message> next(
            InetSocketAddress server,
            Name name,
            int type,
            boolean recursion,
            int attempt,
            @Nullable Message message,
            @Nullable Throwable problem) {
        if (message == null) {
            return attempt < ATTEMPTS
                    ? send(server, name, type, recursion, attempt + 1)
                    : CompletableFuture.failedFuture(problem == null ? new IOException("no answer") : problem);
        }
        int rcode = message.getRcode();
        if ((rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP || rcode == Rcode.BADVERS) && attempt < ATTEMPTS) {
            return send(server, name, type, recursion, ATTEMPTS); // without EDNS (RFC 6891 §7)
        }
        return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN
                ? CompletableFuture.completedFuture(message)
                : CompletableFuture.failedFuture(new IOException("it says " + Rcode.string(rcode)));
    }

    private CompletableFuture<Zone> climb(Name name) {
        if (name.equals(Name.root)) {
            return CompletableFuture.completedFuture(Zone.unknown("no name server is responsible"));
        }
        return recursive(resolvers.get(), 0, name, Type.NS, "no resolver is known")
                .thenCompose(view -> {
                    if (view.isFailure()) {
                        return CompletableFuture.completedFuture(Zone.unknown(view.reason()));
                    }
                    // Behind a CNAME lies another zone's apex, not the one this name is in.
                    if (!view.found() || view.isAlias(Question.text(name))) {
                        return climb(new Name(name, 1));
                    }
                    return servers(view)
                            .thenCombine(
                                    signing(name),
                                    (servers, signing) -> new Zone(Question.text(name), servers, signing, ""));
                });
    }

    private CompletableFuture<Signing> signing(Name apex) {
        return recursive(resolvers.get(), 0, apex, Type.DS, "")
                .thenApply(
                        view -> view.isFailure() ? Signing.UNKNOWN : view.found() ? Signing.SIGNED : Signing.UNSIGNED);
    }

    private CompletableFuture<List<NameServer>> servers(DnsView delegation) {
        List<CompletableFuture<NameServer>> all = delegation.records().stream()
                .map(RawRecord::data)
                .sorted()
                .limit(MAX_SERVERS)
                .map(this::server)
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<NameServer> server(String data) {
        String host = Question.of(data, Type.A).name();
        CompletableFuture<DnsView> four = ask(host, "A").toCompletableFuture();
        CompletableFuture<DnsView> six = ask(host, "AAAA").toCompletableFuture();
        return four.thenCombine(six, (a, aaaa) -> {
            List<InetSocketAddress> addresses = new ArrayList<>();
            a.records().forEach(record -> addresses.add(place(record)));
            aaaa.records().forEach(record -> addresses.add(place(record)));
            return new NameServer(host, addresses);
        });
    }

    /** Name servers are asked at port 53; on loopback addresses at the resolver's port, since several that run for a try share an address. */
    private InetSocketAddress place(RawRecord record) {
        InetAddress address = DnsSettings.server(record.data()).getAddress();
        int port = address.isLoopbackAddress()
                ? resolvers.get().stream()
                        .filter(resolver -> resolver.getAddress().isLoopbackAddress())
                        .map(InetSocketAddress::getPort)
                        .findFirst()
                        .orElse(DNS_PORT)
                : DNS_PORT;
        return new InetSocketAddress(address, port);
    }

    private static String text(InetSocketAddress server) {
        return server.getAddress().getHostAddress();
    }

    private static String reason(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof TimeoutException
                || cause instanceof IOException
                        && String.valueOf(cause.getMessage()).contains("imed out")) {
            return "no answer in time";
        }
        return cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : "an answer that cannot be read";
    }
}
