package org.posthaste.app.admin;

import java.util.List;
import java.util.Set;
import org.posthaste.mailstore.Directory;

/** {@code web.show} and {@code web.proxy}. Thread-safe. */
final class WebActions {
    private WebActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("web.show", Set.of(), (context, arguments) -> ServerActions.running(context)
                        .site(domains(context))),
                new AdminAction("web.proxy", Set.of("program"), (context, arguments) -> ServerActions.running(context)
                        .siteProxy(arguments.optionalText("program").orElse(""), domains(context))));
    }

    private static List<String> domains(AdminContext context) {
        return context.store().directory().domains().stream()
                .map(Directory.Domain::name)
                .sorted()
                .toList();
    }
}
