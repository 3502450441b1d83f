package org.posthaste.smtp.verify;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.smtp.verify.arc.ArcHop;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult;

/**
 * Decides what becomes of a message (RFC 9989 §5.4): what its author's domain asks for, unless we know better. SPF alone
 * decides nothing, nor does ARC alone. Immutable.
 */
public final class Enforcement {
    private final boolean enforced;
    private final Set<String> trustedForwarders;

    /**
     * The rules.
     *
     * @param enforced false: nothing is refused or filed as junk
     * @param trustedForwarders sealers whose word counts, A-labels in lower case; with names below them
     */
    public Enforcement(boolean enforced, Set<String> trustedForwarders) {
        this.enforced = enforced;
        this.trustedForwarders = Set.copyOf(trustedForwarders);
    }

    /**
     * Decides.
     *
     * @param ours it is in the name of a domain of ours, and from this host itself
     */
    public Judgement judge(MessageAuthentication found, boolean ours) {
        DmarcResult dmarc = found.dmarc();
        if (dmarc.verdict() != DmarcResult.Verdict.FAIL || dmarc.policy() == Policy.NONE) {
            boolean spared = dmarc.verdict() == DmarcResult.Verdict.FAIL && testing(dmarc);
            return new Judgement(
                    found,
                    Disposition.DELIVER,
                    spared ? Optional.of("policy_test_mode") : Optional.empty(),
                    dmarc.reason());
        }
        if (!enforced) {
            return overridden(found, "local_policy", "DMARC is not enforced here");
        }
        if (ours) {
            return overridden(found, "local_policy", "a domain of ours, from this host");
        }
        Optional<String> forwarder = vouching(found.arc(), dmarc.authorDomain());
        if (forwarder.isPresent()) {
            return overridden(
                    found, "trusted_forwarder", forwarder.get() + " sealed dmarc=pass for " + dmarc.authorDomain());
        }
        if (found.incomplete()) {
            return new Judgement(
                    found,
                    Disposition.DEFER,
                    Optional.empty(),
                    "the DNS did not say what would tell: " + dmarc.reason());
        }
        return new Judgement(
                found,
                dmarc.policy() == Policy.REJECT ? Disposition.REJECT : Disposition.QUARANTINE,
                testing(dmarc) ? Optional.of("policy_test_mode") : Optional.empty(),
                dmarc.reason());
    }

    private static boolean testing(DmarcResult dmarc) {
        return dmarc.record().filter(record -> record.testing()).isPresent();
    }

    private static Judgement overridden(MessageAuthentication found, String type, String comment) {
        return new Judgement(
                found,
                Disposition.DELIVER,
                Optional.of(type + " " + comment),
                comment + ", although: " + found.dmarc().reason());
    }

    /**
     * The forwarder whose word we take (RFC 8617 §7.2.1): it saw the message pass, and the chain is whole. Whoever sealed
     * after it could have changed the message and sealed that, so all of them must be trusted as well.
     */
    private Optional<String> vouching(ArcResult arc, String authorDomain) {
        if (arc.chain() != ArcResult.Chain.PASS) {
            return Optional.empty();
        }
        List<ArcHop> hops = arc.hops();
        for (int i = hops.size() - 1; i >= 0 && isTrusted(hops.get(i).sealer()); i--) {
            if (ReportedResults.dmarcPass(hops.get(i).results())
                    .filter(authorDomain::equals)
                    .isPresent()) {
                return Optional.of(hops.get(i).sealer());
            }
        }
        return Optional.empty();
    }

    private boolean isTrusted(String sealer) {
        for (int dot = -1; ; ) {
            String name = sealer.substring(dot + 1);
            if (trustedForwarders.contains(name)) {
                return true;
            }
            dot = sealer.indexOf('.', dot + 1);
            if (dot < 0) {
                return false;
            }
        }
    }
}
