package org.posthaste.app.acme;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.acme.CertificateKeeper.Foundation;
import org.posthaste.app.acme.LineageState.Time;
import org.posthaste.app.acme.LineageState.Word;
import org.posthaste.common.tls.CertificateBundle;
import org.posthaste.common.tls.CertificateFiles;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether something is to be done for a certificate, and does it: the first one, a renewal, one with more names or
 * with another key. Whatever fails is tried again later, and leaves what is there as it is. Confined to the ACME thread.
 */
final class Renewals {
    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);
    private static final Duration NAMES = Duration.ofMinutes(10);
    private static final Duration LONGEST_LOOK = Duration.ofHours(1);
    private static final Duration RECORDS = Duration.ofSeconds(20);
    private static final int LONGEST_REASON = 600;

    private final AcmeConfig config;
    private final Foundation foundation;
    private final OrderPace pace;
    private final Path folder;
    private final NameCheck names;
    private final NextKey keys;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Renewals(AcmeConfig config, Foundation foundation, OrderPace pace) {
        this.config = config;
        this.foundation = foundation;
        this.pace = pace;
        this.folder = foundation.folder().acme();
        this.names = new NameCheck(foundation.dns(), HostAddresses::all);
        this.keys = new NextKey(
                foundation.dns(), foundation.folder(), foundation.config().hostname());
    }

    /**
     * What is known of a certificate while it is worked on.
     *
     * @param forced the administrator wants a new one
     */
    private record Case(
            Lineage lineage, LineageState state, Optional<CertificateBundle> held, boolean forced, Instant now) {
        /** True if one is needed even if it has no further names. */
        boolean needed(boolean newKey) {
            return held.isEmpty() || forced || newKey || state.past(Time.RENEW, now);
        }

        boolean covers(List<String> wanted) {
            return held.isPresent() && held.get().names().containsAll(wanted);
        }

        Duration left() {
            return held.map(bundle -> Duration.between(
                            now, bundle.certificate().getNotAfter().toInstant()))
                    .orElse(Duration.ZERO);
        }
    }

    /** Looks; tells when to look again. */
    Instant look(Lineage lineage) throws InterruptedException {
        Instant now = foundation.clock().instant();
        try {
            if (!Files.isDirectory(folder)) {
                AcmeFolder.make(folder);
            }
            LineageState state = LineageState.read(lineage.state(folder));
            boolean forced = state.has(Word.FORCED);
            if (!forced
                    && state.at(Time.NEXT_TRY).filter(next -> next.isAfter(now)).isPresent()) {
                return state.at(Time.NEXT_TRY).get();
            }
            return look(new Case(lineage, state, held(lineage), forced, now));
        } catch (IOException e) {
            LOG.error("the certificate {} cannot be looked at status={}", lineage.stem(), e.getMessage());
            return now.plus(NAMES);
        }
    }

    private Instant look(Case looked) throws IOException, InterruptedException {
        LineageState state = looked.state;
        Instant now = looked.now;
        looked.held.ifPresent(bundle -> plan(state, bundle.certificate(), now));
        boolean newKey = keys.ready(looked.lineage, looked.held, state, now);
        boolean due = looked.needed(newKey) || state.has(Word.ORDER);
        boolean checked =
                state.at(Time.CHECK_NAMES).filter(next -> next.isAfter(now)).isPresent();
        if (!due && (looked.covers(looked.lineage.names()) || checked)) {
            return finish(looked);
        }
        List<String> wanted = namesThatLeadHere(looked);
        state.set(Time.CHECK_NAMES, now.plus(NAMES));
        if (wanted.isEmpty()) {
            state.set(Word.ERROR, "none of its names leads to this server, or all were refused");
            state.set(Word.FORCED, "");
            notice(looked);
            return finish(looked);
        }
        if (!due && looked.covers(wanted)) {
            return finish(looked);
        }
        if (!state.has(Word.ORDER) && !pace.take()) {
            return now.plus(NAMES);
        }
        attempt(looked, wanted, newKey);
        return finish(looked);
    }

    /** Writes down what was found, and tells when something may be due next. */
    private Instant finish(Case looked) throws IOException {
        looked.state.write(looked.lineage.state(folder));
        Instant next = looked.now.plus(LONGEST_LOOK);
        Instant soonest = looked.now.plusSeconds(1);
        boolean more = !looked.covers(looked.lineage.names()) || Files.exists(looked.lineage.nextKey(folder));
        for (Time time : Time.values()) {
            boolean counts = time == Time.NEXT_TRY
                    || time == Time.RENEW
                    || time == Time.ASK_RENEWAL
                    || more && time == Time.CHECK_NAMES;
            Optional<Instant> at = looked.state.at(time).filter(each -> counts);
            if (at.isPresent() && at.get().isBefore(next)) {
                next = at.get().isBefore(soonest) ? soonest : at.get();
            }
        }
        return looked.state.at(Time.NEXT_TRY).filter(next::isBefore).orElse(next);
    }

    private Optional<CertificateBundle> held(Lineage lineage) {
        Path file = lineage.file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CertificateBundle.read(new CertificateFiles(file, file)));
        } catch (IOException e) {
            LOG.error("a certificate is ordered anew, since its file cannot be used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Sees to it that there is a time of renewal: what the authority suggests, if it does (RFC 9773). */
    private void plan(LineageState state, X509Certificate certificate, Instant now) {
        if (state.at(Time.RENEW).isEmpty()) {
            state.set(Time.RENEW, RenewalTime.of(certificate, random));
        }
        if (state.past(Time.RENEW, now)
                || state.at(Time.ASK_RENEWAL).filter(next -> next.isAfter(now)).isPresent()) {
            return;
        }
        state.set(Time.ASK_RENEWAL, now.plus(Duration.ofHours(6)));
        try {
            Authority authority = new Authority(config, foundation.folder().root(), folder);
            Optional<Authority.Suggestion> said = authority.suggestion(authority.login(), certificate, now);
            said.ifPresent(suggestion -> {
                state.set(Time.ASK_RENEWAL, suggestion.again());
                Instant planned = state.at(Time.RENEW).orElse(Instant.MIN);
                // The moment chosen once within a window is kept while the window stays.
                if (planned.isBefore(suggestion.start()) || planned.isAfter(suggestion.end())) {
                    state.set(
                            Time.RENEW, RenewalTime.within(suggestion.start(), suggestion.end(), certificate, random));
                }
            });
        } catch (AcmeException | AcmeLazyLoadingException | IOException e) {
            LOG.info("the authority does not say when to renew status={}", e.getMessage());
        }
    }

    private List<String> namesThatLeadHere(Case looked) {
        List<String> candidates = looked.lineage.names();
        Map<String, LineageState.Refusal> refused = looked.state.refused(looked.now);
        NameCheck.Findings found = names.check(foundation.config().hostname(), candidates);
        Map<String, String> problems = new LinkedHashMap<>(found.problems());
        boolean byRecord = config.challenge() == AcmeConfig.Challenge.DNS_01
                || config.dnsUpdate().server().isPresent();
        // A renewal does not lose names because the DNS is silent; a record proves the host's name wherever it leads.
        problems.keySet()
                .removeIf(name -> found.unknown().contains(name) && looked.covers(List.of(name))
                        || byRecord && looked.lineage.host());
        looked.state.skip(problems);
        return candidates.stream()
                .filter(name -> !problems.containsKey(name) && !refused.containsKey(name))
                .toList();
    }

    private void attempt(Case looked, List<String> wanted, boolean newKey) throws IOException, InterruptedException {
        LineageState state = looked.state;
        Path file = looked.lineage.state(folder);
        state.set(Word.FORCED, "");
        state.set(Time.LAST_TRY, looked.now);
        // Written first: should the server end now, the next one waits as if this had failed.
        state.set(Time.NEXT_TRY, looked.now.plus(RenewalTime.pause(state.failures() + 1, looked.left(), random)));
        state.write(file);
        try {
            Authority authority = new Authority(config, foundation.folder().root(), folder);
            Login login = authority.login();
            order(looked, wanted, newKey, authority, login, Proofs.ways(config, foundation, state.get(Word.CHALLENGE)));
        } catch (AcmeRateLimitedException e) {
            failed(looked, reason(e));
            e.getRetryAfter()
                    .filter(later -> later.isAfter(looked.now))
                    .ifPresent(later -> state.set(Time.NEXT_TRY, later));
        } catch (AcmeUserActionRequiredException e) {
            failed(looked, reason(e) + " (" + e.getInstance() + ")");
        } catch (AcmeException | AcmeLazyLoadingException | IOException e) {
            failed(looked, reason(e));
        }
        state.write(file);
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null
                || cause instanceof AcmeLazyLoadingException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        Optional<Throwable> root = Optional.ofNullable(cause.getCause());
        if (root.isPresent()) {
            String more = root.get() instanceof ConnectException
                    ? "no connection"
                    : Optional.ofNullable(root.get().getMessage()).orElse("");
            text = more.isEmpty() || text.contains(more) ? text : text + ": " + more;
        }
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }

    /** Tries each way to prove the names; those that cannot be proved in any are left out, so that the others get their certificate. */
    private void order(
            Case looked, List<String> wanted, boolean newKey, Authority authority, Login login, List<Proof> ways)
            throws AcmeException, IOException, InterruptedException {
        LineageState state = looked.state;
        List<String> left = new ArrayList<>(wanted);
        Map<String, String> allRefused = new LinkedHashMap<>();
        while (!left.isEmpty() && (allRefused.isEmpty() || looked.needed(newKey) || !looked.covers(left))) {
            Map<String, String> refused = Map.of();
            for (Proof way : ways) {
                OrderRun.Outcome outcome = ordered(looked, left, newKey, authority, new OrderRun(login, way), way);
                if (outcome instanceof OrderRun.Outcome.Issued issued) {
                    installed(looked, issued.chain(), newKey, !allRefused.isEmpty());
                    return;
                }
                if (outcome instanceof OrderRun.Outcome.Waiting waits) {
                    waiting(looked, waits);
                    return;
                }
                refused = ((OrderRun.Outcome.Refused) outcome).names();
                state.set(Word.ORDER, "");
                LOG.info("names are not proved by {} names={}", way.challenge().text(), refused);
            }
            if (refused.isEmpty()) {
                break;
            }
            Instant until = looked.now.plus(RenewalTime.pause(state.failures() + 1, Duration.ZERO, random));
            refused.forEach((name, reason) -> state.refuse(name, reason, until));
            allRefused.putAll(refused);
            left.removeAll(refused.keySet());
        }
        failed(
                looked,
                ways.isEmpty() ? "no challenge is possible: neither http nor https listens" : sentence(allRefused));
    }

    private static String sentence(Map<String, String> refused) {
        List<String> parts = new ArrayList<>();
        refused.forEach((name, reason) -> parts.add(name + ": " + reason));
        return String.join("; ", parts);
    }

    private OrderRun.Outcome ordered(
            Case looked, List<String> wanted, boolean newKey, Authority authority, OrderRun run, Proof way)
            throws AcmeException, IOException, InterruptedException {
        LineageState state = looked.state;
        try {
            Optional<Order> before = state.has(Word.ORDER) ? run.resume(state.get(Word.ORDER)) : Optional.empty();
            Optional<Order> known = before.filter(order -> names(order).equals(Set.copyOf(wanted)));
            Order order = known.isPresent() ? known.get() : begun(looked, wanted, authority, run, way);
            return run.run(order, keys.current(looked.lineage, looked.held, newKey));
        } catch (AcmeRateLimitedException | AcmeUserActionRequiredException e) {
            throw e;
        } catch (AcmeServerException e) {
            Map<String, String> refused = OrderRun.namesIn(e);
            refused.keySet().retainAll(wanted);
            if (refused.isEmpty()) {
                throw e;
            }
            return new OrderRun.Outcome.Refused(refused);
        }
    }

    private Order begun(Case looked, List<String> wanted, Authority authority, OrderRun run, Proof way)
            throws AcmeException, IOException {
        Optional<X509Certificate> replaced = looked.held.map(CertificateBundle::certificate);
        if (replaced.isPresent() && !authority.suggests(replaced.get())) {
            replaced = Optional.empty();
        }
        Order order = run.begin(wanted, config.profile(), replaced);
        looked.state.set(Word.ORDER, order.getLocation().toString());
        looked.state.set(Word.CHALLENGE, way.challenge().text());
        looked.state.write(looked.lineage.state(folder));
        return order;
    }

    private static Set<String> names(Order order) {
        return order.getIdentifiers().stream().map(Identifier::getDomain).collect(Collectors.toSet());
    }

    private void waiting(Case looked, OrderRun.Outcome.Waiting waits) {
        LineageState state = looked.state;
        boolean first = state.records().isEmpty();
        state.setRecords(waits.records());
        state.set(Word.NOTE, "waits until these records are in the DNS");
        state.set(Time.NEXT_TRY, looked.now.plus(RECORDS));
        if (first) {
            LOG.info("records of the DNS are waited for {}", waits.records());
            if (looked.held.isPresent()) {
                new CertificateNotice(foundation).send(looked.lineage, looked.held.get(), state);
            }
        }
    }

    private void installed(Case looked, List<X509Certificate> chain, boolean newKey, boolean partly)
            throws IOException {
        Lineage lineage = looked.lineage;
        CertificateBundle fresh = new CertificateBundle(
                chain, keys.current(lineage, looked.held, newKey).getPrivate());
        if (!fresh.matches()) {
            looked.state.set(Word.ORDER, "");
            throw new IOException("the authority has sent a certificate for another key");
        }
        fresh.write(lineage.file(folder));
        looked.state.succeeded(RenewalTime.of(fresh.certificate(), random));
        if (partly) {
            looked.state.failed();
        }
        Instant now = foundation.clock().instant();
        looked.state.set(Time.ASK_RENEWAL, now.plus(Duration.ofHours(1)));
        looked.state.set(Time.CHECK_NAMES, now.plus(NAMES));
        looked.state.write(lineage.state(folder));
        keys.used(lineage, fresh);
        foundation.tls().refresh();
        LOG.info(
                "certificate issued for {} by {} valid until {}",
                fresh.names(),
                config.authorityName(),
                fresh.certificate().getNotAfter().toInstant());
        new CertificateNotice(foundation).issued(fresh);
    }

    private void failed(Case looked, String reason) {
        LineageState state = looked.state;
        state.failed();
        state.set(Word.ERROR, reason);
        Instant next = looked.now.plus(RenewalTime.pause(state.failures(), looked.left(), random));
        state.set(Time.NEXT_TRY, next);
        LOG.warn(
                "no certificate for {} tries={} next={} status={}",
                looked.lineage.names(),
                state.failures(),
                next,
                reason);
        new CertificateNotice(foundation).failed(looked.lineage, reason);
        notice(looked);
    }

    /** Tells the postmaster when too little time is left; every three days. */
    private void notice(Case looked) {
        boolean told = looked.state
                .at(Time.NOTICE)
                .filter(at -> at.plus(Duration.ofDays(3)).isAfter(looked.now))
                .isPresent();
        if (looked.held.isPresent()
                && !told
                && RenewalTime.urgent(looked.held.get().certificate(), looked.now)) {
            looked.state.set(Time.NOTICE, looked.now);
            new CertificateNotice(foundation).send(looked.lineage, looked.held.get(), looked.state);
        }
    }
}
