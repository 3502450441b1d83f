package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.acme.AcmeSwitch;
import org.posthaste.app.admin.AdminRefusal.Reason;

/** {@code certificate show/acme/renew/import/remove}. Thread-safe. */
final class CertificateActions {
    private CertificateActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("certificate.show", Set.of(), (context, arguments) -> context.certificates()
                        .show()),
                new AdminAction("certificate.acme", AcmeSwitch.ARGUMENTS, CertificateActions::acme),
                new AdminAction(
                        "certificate.renew",
                        Set.of("name", "newKey", "now"),
                        (context, arguments) -> context.certificates()
                                .renew(
                                        arguments.optionalText("name"),
                                        arguments.optionalFlag("newKey").orElse(false),
                                        arguments.optionalFlag("now").orElse(false))),
                new AdminAction(
                        "certificate.import",
                        Set.of("certificate", "key"),
                        (context, arguments) -> context.certificates()
                                .bring(Path.of(arguments.text("certificate")), Path.of(arguments.text("key")))),
                new AdminAction("certificate.remove", Set.of("name"), (context, arguments) -> context.certificates()
                        .remove(arguments.text("name"))));
    }

    private static JsonNode acme(AdminContext context, Arguments arguments) {
        AcmeSwitch settings = new AcmeSwitch(context.certificates());
        boolean agree = arguments.optionalFlag("agree").orElse(false);
        boolean off = arguments.optionalFlag("off").orElse(false);
        if (agree && off) {
            throw new AdminRefusal(Reason.USAGE, "Say either --agree or --off.", "posthaste certificate acme --help");
        }
        AcmeConfig changed;
        try {
            changed = settings.changed(arguments);
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(Reason.USAGE, e.getMessage() + ".", "posthaste certificate acme --help", e);
        }
        ObjectNode json = Json.object()
                .put("directory", changed.directory())
                .put("authority", changed.authorityName())
                .put("agreed", changed.agreed())
                .put("serving", context.certificates().isServing());
        if (!changed.agreed() && !off) {
            Optional<String> terms = settings.terms(changed);
            return json.put("terms", terms.orElse(""));
        }
        settings.write(changed);
        context.certificates().use(changed);
        return json.put("written", context.certificates().folder().configFile().toString());
    }
}
