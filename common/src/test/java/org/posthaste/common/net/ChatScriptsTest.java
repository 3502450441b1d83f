package org.posthaste.common.net;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.posthaste.common.MovableClock;

class ChatScriptsTest {
    @TestFactory
    Stream<DynamicNode> scripts() {
        return TranscriptSuite.of(getClass(), "chat", ChatEnvironment::new);
    }

    private static final class ChatEnvironment implements TranscriptEnvironment {
        private final MovableClock clock = new MovableClock();

        @Override
        public SessionFactory sessions() {
            return new ChatSession.Factory();
        }

        @Override
        public void given(String text) {
            if (!text.equals("nothing special")) {
                throw new IllegalArgumentException("unknown: " + text);
            }
        }

        @Override
        public String listener(boolean tls) {
            return tls ? "chats" : "chat";
        }

        @Override
        public MovableClock clock() {
            return clock;
        }
    }
}
