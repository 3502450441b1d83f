package org.posthaste.mailstore.sort;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5256 §2.1. */
class BaseSubjectTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
            hello|hello|false
            |''|false
            Re: hello|hello|true
            re : hello|hello|true
            RE[2]: hello|hello|true
            Re [2] : hello|hello|true
            Fw: hello|hello|true
            FWD: hello|hello|true
            fwdd: hello|fwdd: hello|false
            Re hello|Re hello|false
            Re: fwd: RE: hello|hello|true
            hello (fwd)|hello|true
            hello (FWD)  (fwd)|hello|true
            (fwd)|''|true
            hello(fwd)|hello|true
            Re:|''|true
            [list] hello|hello|false
            [list]hello|hello|false
            [a] [b]  hello|hello|false
            [list] Re: hello|hello|true
            [a] [b] re: [c] hello|hello|true
            [list]|[list]|false
            [a] [b]|[b]|false
            [a][b] Re:|''|true
            [a[b] hello|[a[b] hello|false
            Re: [a] [b]|[b]|true
            [fwd: hello]|hello|true
            [Fwd: Re: hello (fwd)]|hello|true
            [fwd: [fwd: hello]]|hello|true
            [fwd: hello] there|there|false
            [fwd: ]|''|true
            [fwd:]|''|true
            Re: [fwd: [list] hello]|hello|true
            re:re: hello|hello|true
            =?utf-8?Q?Re:_h=C3=A9?= llo|h\u00e9 llo|true
            =?utf-8?Q?[list]?= =?utf-8?Q?_hello?=|hello|false
            """)
    void baseSubject(String subject, String base, boolean reply) {
        String given = subject == null ? "" : subject;
        assertThat(BaseSubject.of(given)).as(given).isEqualTo(new BaseSubject(base.replace("\\t", "\t"), reply));
    }

    @Test
    void tabsAndLineEndsAreBlanks() {
        assertThat(BaseSubject.of("Re:\t \r\n a \t b ")).isEqualTo(new BaseSubject("a b", true));
    }

    @Test
    void hugeSubjectsTakeLinearTimeAndNoStack() {
        for (String part : new String[] {"re: ", "[a]", "[a] ", "[fwd: ", "[", "(fwd)", "re [x] ", "fw[", "[] re"}) {
            String huge = part.repeat(1_000_000 / part.length());
            assertThat(BaseSubject.of(huge + "x" + "]".repeat(1000))).isNotNull();
        }
    }
}
