package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.ListenerRole;

/**
 * Tells a user at once that a domain does not exist (RFC 5321 §5.1), or takes no mail (RFC 7505 §4.2), instead of by a
 * report later. What the DNS does not say within some seconds is left to the queue, and so is all mail once the
 * administrator has set routes, which may know domains that the DNS does not.
 */
final class DestinationCheck implements PolicyCheck<RecipientSubject> {
    private static final int PATIENCE_SECONDS = 4;
    private static final DnsAnswer<MxRecord> SLOW = new DnsAnswer.TemporaryFailure<>("slow");

    private final DnsResolver dns;
    private final BooleanSupplier routed;

    /**
     * The check.
     *
     * @param routed true if not all mail goes where the DNS says
     */
    DestinationCheck(DnsResolver dns, BooleanSupplier routed) {
        this.dns = dns;
        this.routed = routed;
    }

    @Override
    public String name() {
        return "destination";
    }

    @Override
    public CompletionStage<Verdict> check(RecipientSubject subject) {
        String domain = subject.address().domain();
        if (subject.session().role() != ListenerRole.SUBMISSION
                || !(subject.resolution() instanceof Resolution.NotLocal)
                || domain.startsWith("[")
                || routed.getAsBoolean()) {
            return Verdict.PASSED;
        }
        return dns.mx(domain)
                .thenApply(Function.identity())
                .toCompletableFuture()
                .completeOnTimeout(SLOW, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(problem -> SLOW)
                .thenCompose(this::verdict);
    }

    private CompletionStage<Verdict> verdict(DnsAnswer<MxRecord> answer) {
        if (answer instanceof DnsAnswer.NoSuchDomain) {
            return Verdict.refused(this, Replies.NO_SUCH_DOMAIN);
        }
        boolean none = answer instanceof DnsAnswer.Found<MxRecord>
                && answer.records().stream().allMatch(MxRecord::isNull);
        return none ? Verdict.refused(this, Replies.NULL_MX) : Verdict.PASSED;
    }
}
