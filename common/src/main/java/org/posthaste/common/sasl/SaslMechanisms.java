package org.posthaste.common.sasl;

import java.util.List;
import java.util.Optional;

/** All mechanisms this server speaks, the best first. */
final class SaslMechanisms {
    static final List<SaslMechanism> ALL = List.of(
            new ScramMechanism(ScramHash.SHA_256, true),
            new ScramMechanism(ScramHash.SHA_1, true),
            new ScramMechanism(ScramHash.SHA_256, false),
            new ScramMechanism(ScramHash.SHA_1, false),
            new PlainMechanism(),
            new LoginMechanism());

    private SaslMechanisms() {}

    /** The mechanism of this name, in any case. */
    static Optional<SaslMechanism> named(String name) {
        return ALL.stream()
                .filter(mechanism -> mechanism.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
