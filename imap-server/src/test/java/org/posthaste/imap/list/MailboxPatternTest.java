package org.posthaste.imap.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MailboxPatternTest {
    @Test
    void patternsMatchAsTheirRegularExpressionWould() {
        Random random = new Random(5);
        String patternLetters = "ab/*%";
        String nameLetters = "ab/";
        for (int round = 0; round < 50_000; round++) {
            String pattern = random(random, patternLetters, 8);
            String name = random(random, nameLetters, 8);
            StringBuilder regex = new StringBuilder();
            for (char c : pattern.toCharArray()) {
                regex.append(c == '*' ? ".*" : c == '%' ? "[^/]*" : Pattern.quote("" + c));
            }
            assertThat(new MailboxPattern(pattern).matches(name))
                    .as(pattern + " " + name)
                    .isEqualTo(Pattern.matches(regex.toString(), name));
        }
    }

    @Test
    void inboxMatchesInAnyCaseAndOthersDoNot() {
        assertThat(new MailboxPattern("inbox").matches("INBOX")).isTrue();
        assertThat(new MailboxPattern("In%").matches("INBOX")).isTrue();
        assertThat(new MailboxPattern("inbox/%").matches("INBOX/a")).isTrue();
        assertThat(new MailboxPattern("sent").matches("Sent")).isFalse();
        assertThat(new MailboxPattern("inboxes").matches("INBOX")).isFalse();
    }

    /** Backtracking would not end here. */
    @Test
    void hostilePatternsTakeNoLongerThanOthers() {
        MailboxPattern pattern = new MailboxPattern("%*a".repeat(190) + "b");
        assertThat(pattern.length()).isLessThan(MailboxPattern.MAX_LENGTH);
        for (int i = 0; i < 100; i++) {
            assertThat(pattern.matches("a".repeat(500))).isFalse();
        }
        assertThat(new MailboxPattern("%a".repeat(400)).length()).isEqualTo(800);
        assertThat(new MailboxPattern("%*".repeat(4000)).length()).isOne();
    }

    private static String random(Random random, String letters, int max) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(max + 1); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
