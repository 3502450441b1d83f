package org.posthaste.smtp.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammars of RFC 8461 §3. */
class StsTextTest {
    private static final String POLICY = "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\n"
            + "mx: backupmx.example.com\nmax_age: 604800\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1; id=20160831085700Z;",
                "v=STSv1;id=20160831085700Z",
                "v=STSv1 ; id=20160831085700Z ; ",
                "v=STSv1; more=!%22; id=20160831085700Z; a.b-c_d=1",
                "v=STSv1; id=20160831085700Z; id=second;"
            })
    void recordsHaveAnId(String record) {
        assertThat(StsRecord.id(List.of(record, "v=spf1 -all"))).contains("20160831085700Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1",
                "v=STSv1;",
                "v=STSv1; id=",
                "v=STSv1; id=a-b",
                "v=STSv1; id=123456789012345678901234567890123",
                "v=STSv1; id=1; broken",
                "v=STSv1;; id=1",
                "v=STSv1; id=1; x=a b",
                "v=STSv2; id=1",
                "v=stsv1; id=1",
                " v=STSv1; id=1",
                "id=1; v=STSv1",
                ""
            })
    void whatIsNoRecordHasNone(String record) {
        assertThat(StsRecord.id(List.of(record))).isEmpty();
    }

    @Test
    void twoRecordsAreNone() {
        assertThat(StsRecord.id(List.of("v=STSv1; id=1;", "v=STSv1; id=2;"))).isEmpty();
        assertThat(StsRecord.id(List.of())).isEmpty();
    }

    @Test
    void theExampleOfTheStandardIsUnderstood() throws StsPolicy.Malformed {
        for (String ends : List.of("\n", "\r\n")) {
            StsPolicy policy = StsPolicy.parse(POLICY.replace("\n", ends));
            assertThat(policy)
                    .isEqualTo(new StsPolicy(
                            StsPolicy.Mode.ENFORCE,
                            List.of("mail.example.com", "*.example.net", "backupmx.example.com"),
                            Duration.ofDays(7)));
            assertThat(String.join("\n", policy.lines()) + "\n").isEqualTo(POLICY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com,true",
        "a.example.net,true",
        "a.b.example.net,false",
        "example.net,false",
        "badexample.net,false",
        "mail.example.org,false"
    })
    void hostsAreComparedLabelByLabel(String host, boolean allowed) throws StsPolicy.Malformed {
        assertThat(StsPolicy.parse(POLICY).patternFor(host).isPresent()).isEqualTo(allowed);
    }

    @Test
    void whatIsUnknownOrSaidAgainIsPassedOver() throws StsPolicy.Malformed {
        StsPolicy policy = StsPolicy.parse("max_age:10\nversion:\t STSv1 \n\nmode: none\nmode: enforce\nmax_age: 20\n"
                + "future_field.x-1: any thing \u00e9\nversion: STSv2");
        assertThat(policy).isEqualTo(new StsPolicy(StsPolicy.Mode.NONE, List.of(), Duration.ofSeconds(10)));
    }

    @Test
    void nothingLastsLongerThanAYear() throws StsPolicy.Malformed {
        assertThat(StsPolicy.parse("version: STSv1\nmode: none\nmax_age: 9999999999")
                        .maxAge())
                .isEqualTo(StsPolicy.LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmx: a.example\nmax_age: 1",
                "version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1",
                "mode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901",
                "version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: *\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a b\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: m\u00fcller.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example, b.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx:\nmax_age: 1"
            })
    void whatIsNoPolicyIsRefused(String text) {
        assertThatThrownBy(() -> StsPolicy.parse(text)).isInstanceOf(StsPolicy.Malformed.class);
    }
}
