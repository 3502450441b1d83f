package org.posthaste.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.smtp.verify.arc.ArcHop;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.arc.ArcResult.Chain;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcRecord;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfResult;

class EnforcementTest {
    private static final String VOUCHED = "mx.big.example; dmarc=pass header.from=author.example";
    private final Enforcement rules = new Enforcement(true, Set.of("big.example", "other.example"));

    private static DmarcResult dmarc(DmarcResult.Verdict verdict, Policy policy) {
        return new DmarcResult(
                verdict,
                "author.example",
                DmarcRecord.parse("author.example", "v=DMARC1; p=" + policy.text()),
                policy,
                false,
                false,
                "because");
    }

    private static MessageAuthentication found(
            DmarcResult dmarc, SpfResult.Verdict spf, List<DkimResult> dkim, ArcResult arc) {
        SpfResult sender = new SpfResult(spf, SpfResult.Identity.MAIL_FROM, "bounce.example", "", "x", "");
        SpfResult helo = new SpfResult(SpfResult.Verdict.NONE, SpfResult.Identity.HELO, "mx.example", "", "x", "");
        IprevResult iprev = new IprevResult(IprevResult.Verdict.PASS, Optional.of("mx.example"), "x");
        return new MessageAuthentication(iprev, sender, helo, dkim, arc, dmarc, List.of());
    }

    private static MessageAuthentication failed(Policy policy) {
        return found(dmarc(DmarcResult.Verdict.FAIL, policy), SpfResult.Verdict.FAIL, List.of(), ArcResult.none());
    }

    private Judgement sealed(Chain chain, ArcHop... hops) {
        ArcResult arc = new ArcResult(chain, List.of(hops), hops.length, true, "x");
        return rules.judge(
                found(dmarc(DmarcResult.Verdict.FAIL, Policy.REJECT), SpfResult.Verdict.FAIL, List.of(), arc), false);
    }

    private static ArcHop hop(int instance, String sealer, String results) {
        return new ArcHop(instance, sealer, "s", results);
    }

    @Test
    void theAuthorsDomainDecidesWhatBecomesOfWhatFails() {
        assertThat(rules.judge(failed(Policy.REJECT), false).disposition()).isEqualTo(Disposition.REJECT);
        assertThat(rules.judge(failed(Policy.QUARANTINE), false).disposition()).isEqualTo(Disposition.QUARANTINE);
        assertThat(rules.judge(failed(Policy.NONE), false).disposition()).isEqualTo(Disposition.DELIVER);
        for (DmarcResult.Verdict verdict : DmarcResult.Verdict.values()) {
            boolean fails = verdict == DmarcResult.Verdict.FAIL;
            MessageAuthentication found =
                    found(dmarc(verdict, Policy.REJECT), SpfResult.Verdict.FAIL, List.of(), ArcResult.none());
            assertThat(rules.judge(found, false).disposition())
                    .isEqualTo(fails ? Disposition.REJECT : Disposition.DELIVER);
        }
    }

    @Test
    void weKnowBetterOfOurOwnDomainsOnThisHostAndWhereNothingIsEnforced() {
        Judgement own = rules.judge(failed(Policy.REJECT), true);
        assertThat(own.disposition()).isEqualTo(Disposition.DELIVER);
        assertThat(own.override().orElseThrow()).startsWith("local_policy ");
        Judgement off = new Enforcement(false, Set.of()).judge(failed(Policy.REJECT), false);
        assertThat(off.disposition()).isEqualTo(Disposition.DELIVER);
        assertThat(off.clause()).isEqualTo("DMARC is not enforced here, although: because");
    }

    @Test
    void whatTheDnsMaySayLaterIsDeferred() {
        DmarcResult fail = dmarc(DmarcResult.Verdict.FAIL, Policy.QUARANTINE);
        DkimResult late =
                new DkimResult(DkimResult.Verdict.TEMPERROR, "author.example", "s", "", "", "", false, "no answer");
        assertThat(rules.judge(found(fail, SpfResult.Verdict.FAIL, List.of(late), ArcResult.none()), false)
                        .disposition())
                .isEqualTo(Disposition.DEFER);
        assertThat(rules.judge(found(fail, SpfResult.Verdict.TEMPERROR, List.of(), ArcResult.none()), false)
                        .disposition())
                .isEqualTo(Disposition.DEFER);
    }

    @Test
    void aTrustedForwarderThatSawItPassIsBelieved() {
        Judgement believed = sealed(Chain.PASS, hop(1, "big.example", VOUCHED));
        assertThat(believed.disposition()).isEqualTo(Disposition.DELIVER);
        assertThat(believed.override()).contains("trusted_forwarder big.example sealed dmarc=pass for author.example");
        assertThat(sealed(Chain.PASS, hop(1, "mail.big.example", VOUCHED)).disposition())
                .isEqualTo(Disposition.DELIVER);
        assertThat(sealed(Chain.PASS, hop(1, "big.example", VOUCHED), hop(2, "other.example", "x; dmarc=fail"))
                        .disposition())
                .isEqualTo(Disposition.DELIVER);
        assertThat(sealed(Chain.PASS, hop(1, "stranger.example", "x; none"), hop(2, "big.example", VOUCHED))
                        .disposition())
                .isEqualTo(Disposition.DELIVER);
    }

    @Test
    void otherSealsAreNot() {
        assertThat(sealed(Chain.FAIL, hop(1, "big.example", VOUCHED)).disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(sealed(Chain.PASS, hop(1, "stranger.example", VOUCHED)).disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(sealed(Chain.PASS, hop(1, "notbig.example", VOUCHED)).disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(sealed(Chain.PASS, hop(1, "big.example.stranger.example", VOUCHED))
                        .disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(sealed(Chain.PASS, hop(1, "big.example", "mx; dmarc=fail header.from=author.example"))
                        .disposition())
                .isEqualTo(Disposition.REJECT);
        assertThat(sealed(Chain.PASS, hop(1, "big.example", "mx; dmarc=pass header.from=other.example"))
                        .disposition())
                .isEqualTo(Disposition.REJECT);
        // Whoever sealed last could have changed everything.
        assertThat(sealed(Chain.PASS, hop(1, "big.example", VOUCHED), hop(2, "stranger.example", "x; none"))
                        .disposition())
                .isEqualTo(Disposition.REJECT);
    }
}
