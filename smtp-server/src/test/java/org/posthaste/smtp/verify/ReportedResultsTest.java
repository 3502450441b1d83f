package org.posthaste.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedResultsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.google.com; dkim=pass header.i=@a.example header.s=k header.b=x; spf=pass (google.com: domain of "
                        + "b@a.example designates 192.0.2.1; x) smtp.mailfrom=b@a.example; dmarc=pass (p=REJECT "
                        + "sp=REJECT dis=NONE) header.from=a.example",
                "mx.microsoft.com 1; spf=pass smtp.mailfrom=a.example; dmarc=pass action=none header.from=a.example;"
                        + " dkim=pass header.d=a.example; arc=none",
                "x; dmarc=pass header.from=A.Example",
                "x; DMARC = Pass (fine) Header.From = \"a.example\"",
                "x;dmarc/1=pass header.from=joe@a.example;none",
                "x; dmarc=pass reason=\"dmarc=fail; header.from=b.example\" header.from=a.example",
                "(a; dmarc=fail) x; dmarc=pass header.from=a.example",
            })
    void aPassIsReadAsServersWriteIt(String payload) {
        assertThat(ReportedResults.dmarcPass(payload)).contains("a.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x; none",
                "x; dmarc=fail header.from=a.example",
                "x; dmarc=pass",
                "x; dmarc pass header.from=a.example",
                "x; spf=pass header.from=a.example",
                "x; dmarc=fail (dmarc=pass header.from=a.example)",
                "x; dmarc=fail reason=\"; dmarc=pass header.from=a.example\"",
                "x; dmarc=pass header.from=a.example; dmarc=fail header.from=a.example",
                "x; dmarc=pass header.from=a.example; dmarc=pass header.from=b.example",
                "x; spf=pass smtp.mailfrom=\"dmarc=pass header.from=a.example",
                "x; (dmarc=pass header.from=a.example",
                "x; xdmarc=pass header.from=a.example",
                "x; dmarc=passed header.from=a.example",
            })
    void whatIsNotSaidClearlyIsNotSaid(String payload) {
        assertThat(ReportedResults.dmarcPass(payload)).isEmpty();
    }

    @Test
    void anEndlessFieldIsNotRead() {
        assertThat(ReportedResults.dmarcPass("x; dmarc=pass header.from=a.example" + " ".repeat(100_000)))
                .isEmpty();
    }
}
