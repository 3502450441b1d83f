package org.posthaste.common.sasl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.sasl.BearerMechanism.Form;

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

    /** Those above, and with tokens from somewhere those that take tokens. */
    static List<SaslMechanism> with(Optional<TokenVerifier> tokens) {
        List<SaslMechanism> mechanisms = new ArrayList<>(ALL);
        tokens.ifPresent(verifier -> {
            mechanisms.add(new BearerMechanism(Form.OAUTHBEARER, verifier));
            mechanisms.add(new BearerMechanism(Form.XOAUTH2, verifier));
        });
        return List.copyOf(mechanisms);
    }
}
