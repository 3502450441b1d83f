package org.posthaste.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthaste.smtp.verify.arc.ArcHop;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcRecord;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfResult;

class AuthenticationResultsTest {
    private static final DmarcResult DMARC = new DmarcResult(
            DmarcResult.Verdict.PASS,
            "a.example",
            DmarcRecord.parse("a.example", "v=DMARC1; p=reject"),
            Policy.REJECT,
            true,
            true,
            "aligned");

    private static MessageAuthentication found(String helo, String reason, DkimResult... signatures) {
        return new MessageAuthentication(
                new IprevResult(IprevResult.Verdict.PASS, Optional.of("mx.a.example"), "mx.a.example has it"),
                new SpfResult(SpfResult.Verdict.PASS, SpfResult.Identity.MAIL_FROM, "a.example", "all", "ip4 (x)", ""),
                new SpfResult(SpfResult.Verdict.NONE, SpfResult.Identity.HELO, helo, "", reason, ""),
                List.of(signatures),
                new ArcResult(ArcResult.Chain.PASS, List.of(new ArcHop(1, "f.example", "s", "x")), 1, true, "1 set"),
                DMARC,
                List.of());
    }

    private static DkimResult signature(String identity, String start) {
        return new DkimResult(
                DkimResult.Verdict.PASS, "a.example", "k1", identity, "rsa-sha256", start, false, "2048-bit key");
    }

    private static AuthenticationResults results(MessageAuthentication found) throws Exception {
        return new AuthenticationResults("mx.example.org", InetAddress.getByName("192.0.2.1"), found);
    }

    @Test
    void everyMethodIsInOneFoldedField() throws Exception {
        assertThat(results(found("mx.a.example", "no record", signature("@a.example", "abcdefgh")))
                        .field())
                .isEqualTo("Authentication-Results: mx.example.org;\r\n"
                        + "\tdmarc=pass (aligned) header.from=a.example policy.dmarc=reject;\r\n"
                        + "\tdkim=pass (2048-bit key) header.d=a.example header.i=@a.example\r\n"
                        + "\theader.s=k1 header.a=rsa-sha256 header.b=abcdefgh;\r\n"
                        + "\tspf=pass (ip4 \\(x\\)) smtp.mailfrom=a.example;\r\n"
                        + "\tspf=none (no record) smtp.helo=mx.a.example;\r\n"
                        + "\tarc=pass (1 set) smtp.remote-ip=192.0.2.1;\r\n"
                        + "\tiprev=pass (mx.a.example has it) policy.iprev=192.0.2.1\r\n");
    }

    @Test
    void theSameInOneLineIsForTheSeal() throws Exception {
        assertThat(results(found("h", "r")).payload())
                .isEqualTo("mx.example.org; dmarc=pass (aligned) header.from=a.example policy.dmarc=reject; dkim=none;"
                        + " spf=pass (ip4 \\(x\\)) smtp.mailfrom=a.example; spf=none (r) smtp.helo=h;"
                        + " arc=pass (1 set) smtp.remote-ip=192.0.2.1;"
                        + " iprev=pass (mx.a.example has it) policy.iprev=192.0.2.1");
    }

    @Test
    void valuesThatAreNoTokensAreQuoted() throws Exception {
        String field = results(found("h", "r", signature("joe@a.example", "ab/d+f=h"), signature("@", "x")))
                .field();
        assertThat(field).contains("header.i=joe@a.example", "header.b=\"ab/d+f=h\"", "header.i=\"@\"");
        assertThat(new AuthenticationResults("m", InetAddress.getByName("2001:db8::1"), found("h", "r")).payload())
                .contains("policy.iprev=\"2001:db8:0:0:0:0:0:1\"");
    }

    @Test
    void textsOfStrangersCannotLeaveTheirPlace() throws Exception {
        String evil = "x)\r\nBcc: all@example.org\r\n\r\n; dmarc=pass header.from=b.example (\u001b\u0000\u00fc\\\"";
        String field = results(found(evil, evil.repeat(50), signature("joe\" ; dmarc=pass@" + evil, evil)))
                .field();
        assertThat(field).matches("[ -~\t\r\n]*").doesNotContain("\r\n\r\n").doesNotContain("\nBcc");
        assertThat(field.length()).isLessThan(2_000);
        assertThat(ReportedResults.dmarcPass(field.substring(field.indexOf(':') + 1)))
                .contains("a.example");
        for (String line : field.split("\r\n")) {
            assertThat(line.length()).isLessThan(998);
        }
    }
}
