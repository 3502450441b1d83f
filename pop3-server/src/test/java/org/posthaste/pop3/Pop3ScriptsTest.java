package org.posthaste.pop3;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.posthaste.common.net.TranscriptSuite;

class Pop3ScriptsTest {
    @TestFactory
    Stream<DynamicNode> scripts() {
        return TranscriptSuite.of(getClass(), "scripts", Pop3TestServer::new);
    }
}
