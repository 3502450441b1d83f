package org.posthaste.smtp.verify.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.smtp.verify.spf.SpfResult.Verdict;

/**
 * One evaluation of {@code check_host()} (RFC 7208 §4) with all that it includes and is redirected to. Confined: one
 * step at a time, whichever threads the answers come on. It never waits.
 *
 * <p>Limits (RFC 7208 §4.6.4): {@value #MAX_TERMS} terms that ask the DNS, {@value #MAX_VOID} of them in vain,
 * {@value #MAX_HOSTS} mail exchangers or names of the client for one term, 20 seconds after which nothing more is asked.
 */
final class HostCheck {
    private static final int MAX_TERMS = 10;
    private static final int MAX_VOID = 2;
    private static final int MAX_HOSTS = 10;
    private static final int MAX_TERM = 120;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * What a record says.
     *
     * @param term the term that decided; empty if none did
     * @param reason where it stands, or what went wrong
     * @param explanation the record's {@code exp}, of a refusal
     * @param domain where the record is
     */
    record Outcome(Verdict verdict, String term, String reason, Optional<MacroText> explanation, String domain) {
        private static Outcome without(Verdict verdict, String domain, String reason) {
            return new Outcome(verdict, "", reason, Optional.empty(), domain);
        }
    }

    /**
     * What came of one mechanism.
     *
     * @param problem not for matches and mismatches
     */
    private record Match(boolean yes, Optional<Verdict> problem, String reason) {
        static final Match NO = new Match(false, Optional.empty(), "");

        static Match of(boolean yes) {
            return yes ? new Match(true, Optional.empty(), "") : NO;
        }

        static Match temporary(String name, String reason) {
            return new Match(false, Optional.of(Verdict.TEMPERROR), name + ": " + reason);
        }

        static Match permanent(String reason) {
            return new Match(false, Optional.of(Verdict.PERMERROR), reason);
        }
    }

    private final MacroValues values;
    private final InetAddress client;
    private final DnsResolver dns;
    private final Function<String, SpfRecord> reader;
    private final Clock clock;
    private final Instant end;
    private final ClientNames clientNames;
    private int terms;
    private int voids;

    HostCheck(MacroValues values, DnsResolver dns, Function<String, SpfRecord> reader, Clock clock) {
        this.values = values;
        this.client = values.client();
        this.dns = dns;
        this.reader = reader;
        this.clock = clock;
        this.end = clock.instant().plus(PATIENCE);
        this.clientNames = new ClientNames(client, MAX_HOSTS, dns, this::isLate);
    }

    /** Evaluates a domain. */
    CompletionStage<Outcome> check(String domain) {
        if (isLate()) {
            return done(Outcome.without(Verdict.TEMPERROR, domain, "no answers within " + PATIENCE.toSeconds() + " s"));
        }
        return dns.txt(domain).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                return done(Outcome.without(Verdict.TEMPERROR, domain, domain + ": " + failure.reason()));
            }
            List<String> records =
                    answer.records().stream().filter(SpfRecord::isRecord).toList();
            if (records.isEmpty()) {
                return done(Outcome.without(Verdict.NONE, domain, "no record of " + domain));
            }
            if (records.size() > 1) {
                return done(Outcome.without(
                        Verdict.PERMERROR, domain, domain + " has " + records.size() + " records instead of one"));
            }
            try {
                return from(reader.apply(records.get(0)), domain, 0);
            } catch (SpfSyntaxException e) {
                return done(Outcome.without(Verdict.PERMERROR, domain, "record of " + domain + ": " + e.getMessage()));
            }
        });
    }

    /** Evaluates a record from one of its directives on; the stack grows with terms that ask the DNS only. */
    private CompletionStage<Outcome> from(SpfRecord record, String domain, int start) {
        for (int i = start; i < record.directives().size(); i++) {
            Directive directive = record.directives().get(i);
            if (directive.mechanism() instanceof Mechanism.All) {
                return done(decided(record, directive, domain, ""));
            } else if (directive.mechanism() instanceof Mechanism.Literal literal) {
                if (literal.network().contains(client)) {
                    return done(decided(record, directive, domain, ""));
                }
            } else {
                int next = i + 1;
                return ask(directive, domain).thenCompose(match -> {
                    if (match.problem().isPresent()) {
                        return done(new Outcome(
                                match.problem().get(),
                                Words.printable(directive.text(), MAX_TERM),
                                match.reason(),
                                Optional.empty(),
                                domain));
                    }
                    return match.yes()
                            ? done(decided(record, directive, domain, match.reason()))
                            : from(record, domain, next);
                });
            }
        }
        return record.redirect().isPresent()
                ? redirect(record.redirect().get(), domain)
                : done(Outcome.without(Verdict.NEUTRAL, domain, "nothing in the record of " + domain + " matches"));
    }

    private static Outcome decided(SpfRecord record, Directive directive, String domain, String behind) {
        String term = Words.printable(directive.text(), MAX_TERM);
        String reason = term + " of " + domain + (behind.isEmpty() ? "" : " (" + behind + ")");
        return new Outcome(directive.verdict(), term, reason, record.explanation(), domain);
    }

    private CompletionStage<Outcome> redirect(MacroText to, String domain) {
        if (++terms > MAX_TERMS) {
            return done(Outcome.without(Verdict.PERMERROR, domain, tooMany(domain)));
        }
        return target(Optional.of(to), domain).thenCompose(name -> {
            if (name.isEmpty()) {
                return done(
                        Outcome.without(Verdict.PERMERROR, domain, "redirect of " + domain + " leads to no domain"));
            }
            // Without a record there the owner's intention is unknown (RFC 7208 §6.1).
            return check(name.get())
                    .thenApply(outcome -> outcome.verdict() != Verdict.NONE
                            ? outcome
                            : Outcome.without(
                                    Verdict.PERMERROR,
                                    domain,
                                    "redirect of " + domain + " leads to " + name.get() + ", which has no record"));
        });
    }

    private CompletionStage<Match> ask(Directive directive, String domain) {
        if (++terms > MAX_TERMS) {
            return done(Match.permanent(tooMany(domain)));
        }
        if (isLate()) {
            return done(Match.temporary(domain, "no answers within " + PATIENCE.toSeconds() + " s"));
        }
        Mechanism mechanism = directive.mechanism();
        if (mechanism instanceof Mechanism.Include include) {
            return target(Optional.of(include.target()), domain)
                    .thenCompose(name -> name.isPresent()
                            ? check(name.get()).thenApply(HostCheck::included)
                            : done(Match.permanent(directive.text() + " of " + domain + " leads to no domain")));
        } else if (mechanism instanceof Mechanism.Address a) {
            return with(a.target(), domain, name -> addresses(name, a.prefix4(), a.prefix6(), true));
        } else if (mechanism instanceof Mechanism.MailExchanger mx) {
            return with(mx.target(), domain, name -> exchangers(name, mx));
        } else if (mechanism instanceof Mechanism.Exists exists) {
            return with(Optional.of(exists.target()), domain, name -> dns.addresses4(name)
                    .thenApply(answer -> matched(name, answer, true, address -> true)));
        } else if (mechanism instanceof Mechanism.Pointer pointer) {
            return with(pointer.target(), domain, name -> clientNames
                    .get()
                    .thenApply(names -> Match.of(names.stream().anyMatch(found -> Names.isWithin(found, name)))));
        }
        throw new IllegalStateException("a mechanism that asks nobody: " + directive.text());
    }

    /** The table of RFC 7208 §5.2. */
    private static Match included(Outcome outcome) {
        return switch (outcome.verdict()) {
            case PASS -> new Match(true, Optional.empty(), outcome.reason());
            case TEMPERROR, PERMERROR -> new Match(false, Optional.of(outcome.verdict()), outcome.reason());
            case NONE -> Match.permanent("included, but " + outcome.reason());
            case NEUTRAL, FAIL, SOFTFAIL -> Match.NO;
        };
    }

    private CompletionStage<Match> with(
            Optional<MacroText> text, String domain, Function<String, CompletionStage<Match>> question) {
        return target(text, domain).thenCompose(name -> name.isPresent() ? question.apply(name.get()) : done(Match.NO));
    }

    /** The target-name (RFC 7208 §4.8); empty if it is none. */
    private CompletionStage<Optional<String>> target(Optional<MacroText> text, String domain) {
        if (text.isEmpty()) {
            return done(Optional.of(domain));
        }
        return name(text.get(), domain);
    }

    /** A text as a name; empty if it is none. */
    CompletionStage<Optional<String>> name(MacroText macros, String domain) {
        if (!values.fits(macros)) {
            return done(Optional.empty());
        }
        return expanded(macros, domain).thenApply(Names::fitting);
    }

    /** A text with its macros replaced; the client's names are looked up if it needs them. */
    CompletionStage<String> expanded(MacroText macros, String domain) {
        return macros.uses('p')
                ? clientNames.get().thenApply(names -> macros.expand(values.at(domain, names)))
                : done(macros.expand(values.at(domain, List.of())));
    }

    private CompletionStage<Match> addresses(String host, int prefix4, int prefix6, boolean first) {
        boolean ipv4 = client instanceof Inet4Address;
        byte[] octets = client.getAddress();
        return (ipv4 ? dns.addresses4(host) : dns.addresses6(host))
                .thenApply(answer -> matched(
                        host,
                        answer,
                        first,
                        address -> Network.sameStart(address.getAddress(), octets, ipv4 ? prefix4 : prefix6)));
    }

    private Match matched(
            String name, DnsAnswer<InetAddress> answer, boolean first, Function<InetAddress, Boolean> test) {
        if (answer instanceof DnsAnswer.TemporaryFailure<InetAddress> failure) {
            return Match.temporary(name, failure.reason());
        }
        if (first && answer.records().isEmpty() && ++voids > MAX_VOID) {
            return tooManyVoid();
        }
        return Match.of(answer.records().stream().anyMatch(test::apply));
    }

    private CompletionStage<Match> exchangers(String domain, Mechanism.MailExchanger mx) {
        return dns.mx(domain).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<MxRecord> failure) {
                return done(Match.temporary(domain, failure.reason()));
            }
            if (answer.records().isEmpty() && ++voids > MAX_VOID) {
                return done(tooManyVoid());
            }
            if (answer.records().size() > MAX_HOSTS) {
                return done(Match.permanent(domain + " has more than " + MAX_HOSTS + " mail exchangers"));
            }
            Iterator<String> hosts = answer.records().stream()
                    .sorted(Comparator.comparing(MxRecord::preference))
                    .map(MxRecord::exchange)
                    .iterator();
            return nextExchanger(hosts, mx);
        });
    }

    private CompletionStage<Match> nextExchanger(Iterator<String> hosts, Mechanism.MailExchanger mx) {
        if (!hosts.hasNext()) {
            return done(Match.NO);
        }
        return addresses(hosts.next(), mx.prefix4(), mx.prefix6(), false)
                .thenCompose(
                        match -> match.yes() || match.problem().isPresent() ? done(match) : nextExchanger(hosts, mx));
    }

    private boolean isLate() {
        return clock.instant().isAfter(end);
    }

    private static String tooMany(String domain) {
        return "more than " + MAX_TERMS + " terms ask the DNS, the last in the record of " + domain;
    }

    private static Match tooManyVoid() {
        return Match.permanent("more than " + MAX_VOID + " terms ask for what does not exist");
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
