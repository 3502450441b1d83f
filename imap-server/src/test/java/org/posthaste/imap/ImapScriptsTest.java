package org.posthaste.imap;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.posthaste.common.net.TranscriptSuite;

class ImapScriptsTest {
    @TestFactory
    Stream<DynamicNode> scripts() {
        return TranscriptSuite.of(getClass(), "scripts", ImapEnvironment::new);
    }
}
