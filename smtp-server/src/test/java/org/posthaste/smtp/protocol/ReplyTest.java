package org.posthaste.smtp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.common.MovableClock;

class ReplyTest {
    @Test
    void everyLineCarriesCodeAndStatus() {
        Reply reply = new Reply(214, Optional.of(EnhancedStatus.of("2.0.0")), List.of("one", "two"));
        assertThat(reply).hasToString("214-2.0.0 one\r\n214 2.0.0 two\r\n");
    }

    @Test
    void anEmptyChallengeKeepsItsSpace() {
        assertThat(Replies.challenge("")).hasToString("334 \r\n");
    }

    @Test
    void aStatusOfAnotherClassThanTheCodeIsRefused() {
        assertThatThrownBy(() -> Reply.of(550, "4.1.1", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyNegativeReplyOfTheCatalogueHasAStatusAndFitsALine() throws IllegalAccessException {
        for (Field field : Replies.class.getFields()) {
            Reply reply = (Reply) field.get(null);
            assertThat(reply.isPositive() || reply.status().isPresent())
                    .as(field.getName())
                    .isTrue();
            assertThat(reply.octets().length).as(field.getName()).isLessThan(512);
            assertThat(reply.toString()).as(field.getName()).matches("[ -~\r\n]+");
        }
    }

    @Test
    void idsAreShortAndDifferent() {
        MessageIds ids = new MessageIds(new MovableClock());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            seen.add(ids.next());
        }
        assertThat(seen).hasSize(100_000).allMatch(id -> id.matches("[0-9a-z]{13}"));
    }

    @Test
    void xtextIsDecodedStrictly() {
        assertThat(Xtext.decode("bob+40example.org")).contains("bob@example.org");
        assertThat(Xtext.decode("a+2Bb")).contains("a+b");
        assertThat(Xtext.decode("a+2bb")).isEmpty();
        assertThat(Xtext.decode("a+2")).isEmpty();
        assertThat(Xtext.decode("a=b")).isEmpty();
        assertThat(Xtext.decode("a+0Ab")).isEmpty();
        assertThat(Xtext.decode("ä")).isEmpty();
    }
}
