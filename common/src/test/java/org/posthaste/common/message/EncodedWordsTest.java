package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain|plain",
                "=?ISO-8859-1?Q?a?=|a", // RFC 2047 §8
                "=?ISO-8859-1?Q?a?= b|a b",
                "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=|ab",
                "=?ISO-8859-1?Q?a?=   =?ISO-8859-1?Q?b?=|ab",
                "=?ISO-8859-1?Q?a_b?=|a b",
                "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=|a b",
                "=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>|Keith Moore <moore@cs.utk.edu>",
                "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=|Keld J\u00f8rn Simonsen",
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?="
                        + " =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=|If you can read this you understand the"
                        + " example.",
                "=?utf-8?q?=e2=82?= =?utf-8?q?=ac?=|\u20ac",
                "=?utf-8?B?4oI=?= =?UTF-8?B?rA==?=|\u20ac",
                "=?us-ascii*en-US?Q?x?=|x",
                "=?x-unknown?Q?=C3=BC?=|\u00fc",
                "=?x-unknown?Q?=FC?=|\u00fc",
                "=?us-ascii?Q?caf=E9?=|caf\u00e9",
                "=?iso-8859-1?Q?=93x=94?=|\u201cx\u201d",
                "=?utf-8?Q?a b?=|a b",
                "=?utf-8?Q??=|",
                "=?utf-8?B?YQ==Yg==?=|ab",
                "=?utf-8?B?Y!Q?=|a",
                "=?utf-8?Q?=ZZ=4?=|=ZZ=4",
                "x=?utf-8?Q?y?=z|xyz",
                "a =?utf-8?Q?b?= c =?utf-8?Q?d?= e|a b c d e",
                "=?utf-8?Q?open|=?utf-8?Q?open",
                "=?utf-8?X?y?=|=?utf-8?X?y?=",
                "=?utf-8?Q?x?y?=|=?utf-8?Q?x?y?=",
                "=??Q?x?=|=??Q?x?=",
                "=?|=?",
                "=?=?utf-8?Q?x?=|=?x",
                "=? =?utf-8?Q?x?=|=? x",
                "=?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?=|\u65e5\u672c\u8a9e",
                "=?GB2312?B?1tC5+g==?=|\u4e2d\u56fd",
                "=?koi8-r?B?8NLJ18XU?=|\u041f\u0440\u0438\u0432\u0435\u0442",
            })
    void wordsAreDecoded(String encoded, String expected) {
        assertThat(EncodedWords.decode(encoded)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void charactersBeyondLatin1WithinAWordAreReplacedNotLost() {
        assertThat(EncodedWords.decode("\u20ac =?utf-8?Q?\u20ac?=")).isEqualTo("\u20ac ?");
    }
}
