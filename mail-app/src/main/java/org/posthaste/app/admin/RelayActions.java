package org.posthaste.app.admin;

import java.util.List;
import java.util.Set;

/** {@code relay tls}, of a running server only. Thread-safe. */
final class RelayActions {
    private RelayActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("relay.tls", Set.of("domain"), (context, arguments) -> ServerActions.running(context)
                        .relayTls(arguments.domain("domain"))));
    }
}
