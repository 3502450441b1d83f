package org.posthaste.smtp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.MailParameters.Return;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.queue.MessageOptions.DeliverBy;
import org.posthaste.smtp.queue.MessageOptions.Tls;

class QueueOptionsTest {
    @Test
    void optionsOfAMessageComeBackAsTheyWere() {
        MessageOptions full = new MessageOptions(
                Body.BINARY_MIME,
                true,
                Optional.of(Return.HDRS),
                Optional.of("QQ=1\n2"),
                Tls.REQUIRED,
                Optional.of(new DeliverBy(Instant.ofEpochSecond(1_800_000_000), false, true)),
                Optional.of(new MailAddress("SRS0=ab cd=x", "example.org")),
                OptionalLong.of(7));
        assertThat(MessageOptions.of(full.toMap())).isEqualTo(full);
        assertThat(MessageOptions.of(MessageOptions.NONE.toMap())).isEqualTo(MessageOptions.NONE);
        assertThat(MessageOptions.NONE.toMap()).isEmpty();
    }

    @Test
    void optionsNobodyUnderstandsAreNotThere() {
        assertThat(MessageOptions.of(Map.of("by", "soon", "a", "x", "f", "nobody", "later", "1", "b", "9")))
                .isEqualTo(MessageOptions.NONE);
        assertThat(RecipientOptions.of(Map.of("n", "?", "later", "1"))).isEqualTo(RecipientOptions.NONE);
    }

    @Test
    void optionsOfARecipientComeBackAsTheyWere() {
        RecipientOptions full = RecipientOptions.NONE
                .withNotify(Set.of(Notify.SUCCESS, Notify.DELAY))
                .withOriginalRecipient("rfc822;team@example.org")
                .withForwardedBy("team@example.org")
                .withDelayTold();
        assertThat(RecipientOptions.of(full.toMap())).isEqualTo(full);
        assertThat(full.toMap()).containsEntry("n", "SD");
        assertThat(RecipientOptions.NONE.toMap()).isEmpty();
    }

    @Test
    void whoSaysNothingIsToldOfFailuresOnly() {
        assertThat(RecipientOptions.NONE.wants(Notify.FAILURE)).isTrue();
        assertThat(RecipientOptions.NONE.wants(Notify.DELAY)).isTrue();
        assertThat(RecipientOptions.NONE.wants(Notify.SUCCESS)).isFalse();
        assertThat(RecipientOptions.NONE.withNotify(Set.of(Notify.NEVER)).wants(Notify.FAILURE))
                .isFalse();
    }
}
