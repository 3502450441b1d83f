package org.posthaste.smtp;

import java.nio.file.Path;
import java.time.Clock;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.sign.MessageSigner;

/** Signers for tests. */
public final class TestSigner {
    private TestSigner() {}

    /** One that has no keys. */
    public static MessageSigner withoutKeys(Clock clock) {
        return new MessageSigner(DomainKeys.open(Path.of("no-such-folder"), clock), clock);
    }
}
