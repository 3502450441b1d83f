package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.posthaste.common.MovableClock;

class TranscriptRunnerTest {
    private static void play(String text) throws Exception {
        try (TranscriptEnvironment environment = new Environment();
                ScriptHost host = new MemoryHost(environment, false)) {
            new TranscriptRunner(Transcript.parse("test.script", text), environment, host, Fragmenter.WHOLE, 1).run();
        }
    }

    @Test
    void anExtraLineAtTheEndIsAFailure() {
        assertThatThrownBy(() -> play("S: 220 hello\nC: MANY\nS: 250-first\nS: 250-second\n"))
                .hasMessageContaining("250 last");
    }

    @Test
    void anExtraLineBeforeInputIsAFailure() {
        assertThatThrownBy(() -> play("C: ECHO x\nS: 220 hello\nS: 250 x\n")).hasMessageContaining("nobody asked");
    }

    @Test
    void aDifferentLineIsAFailureThatNamesPlaceAndConversation() {
        assertThatThrownBy(() -> play("S: 220 hello\nC: ECHO x\nS: 250 y\n"))
                .hasMessageContaining("test.script:3")
                .hasMessageContaining("[250 y]")
                .hasMessageContaining("250 x")
                .hasMessageContaining("C: ECHO x");
    }

    @Test
    void aBoundNameMustMatchLater() {
        assertThatCode(() -> play("S: 220 ${x}\nC: ECHO ${x} a b\nS: 250 ${x} ...\n"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> play("S: 220 ${x}\nC: ECHO other\nS: 250 ${x}\n"))
                .hasMessageContaining("250 other");
    }

    @Test
    void aMissingCloseIsAFailure() {
        assertThatThrownBy(() -> play("S: 220 hello\nC: MANY\nS: <close>\n")).hasMessageContaining("250-first");
    }

    @Test
    void aLineThatIsNoneIsAnError() {
        assertThatThrownBy(() -> play("X: 220 hello\n")).hasMessageContaining("test.script:1");
        assertThatThrownBy(() -> play("{unordered}\nS: a\n")).hasMessageContaining("without {end}");
    }

    private static final class Environment implements TranscriptEnvironment {
        @Override
        public SessionFactory sessions() {
            return new ChatSession.Factory();
        }

        @Override
        public void given(String text) {
            throw new IllegalArgumentException("unknown: " + text);
        }

        @Override
        public String listener(boolean tls) {
            return "chat";
        }

        @Override
        public MovableClock clock() {
            return new MovableClock();
        }
    }
}
