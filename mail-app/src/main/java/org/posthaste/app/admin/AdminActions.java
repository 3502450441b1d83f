package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.StoreException;

/**
 * Every action there is. The running server serves them over its admin endpoint; without one the command line runs them itself. Thread-safe.
 */
public final class AdminActions {
    private static final Map<String, AdminAction> BY_NAME = byName(Stream.of(
                    ServerActions.all(),
                    DoctorActions.all(),
                    DomainActions.all(),
                    DomainDnsActions.all(),
                    UserActions.all(),
                    AliasActions.all(),
                    MailboxActions.all(),
                    RightsActions.all(),
                    QueueActions.all(),
                    SuppressionActions.all(),
                    RelayActions.all(),
                    ReportActions.all(),
                    SessionActions.all(),
                    WebActions.all(),
                    CertificateActions.all(),
                    JournalActions.all(),
                    WhyActions.all())
            .flatMap(List::stream)
            .toList());

    private AdminActions() {}

    /** Runs the action of this name. */
    public static JsonNode run(String name, AdminContext context, ObjectNode arguments) {
        AdminAction action = BY_NAME.get(name);
        if (action == null) {
            throw new AdminRefusal(
                    Reason.NOT_FOUND,
                    "There is no action \"" + name + "\".",
                    "one of " + String.join(", ", BY_NAME.keySet()));
        }
        try {
            return action.run(context, arguments);
        } catch (StoreException e) {
            throw refusal(e);
        }
    }

    /** What the store refused although the action had looked first: somebody else was quicker, or the disk is full. */
    private static AdminRefusal refusal(StoreException e) {
        return switch (e.failure()) {
            case NOT_FOUND -> new AdminRefusal(Reason.NOT_FOUND, text(e), "posthaste user list", e);
            case ALREADY_EXISTS -> new AdminRefusal(Reason.EXISTS, text(e), "posthaste user list", e);
            case BUSY, UNAVAILABLE -> new AdminRefusal(
                    Reason.UNREACHABLE, "The store cannot do this now: " + text(e), "posthaste status", e);
            case INTERNAL -> new AdminRefusal(Reason.INTERNAL, "The store failed: " + text(e), "posthaste verify", e);
            default -> new AdminRefusal(Reason.NOT_ALLOWED, text(e), "posthaste status", e);
        };
    }

    private static String text(StoreException e) {
        return String.valueOf(e.getMessage());
    }

    private static Map<String, AdminAction> byName(List<AdminAction> actions) {
        Map<String, AdminAction> found = new LinkedHashMap<>();
        for (AdminAction action : actions) {
            if (found.put(action.name(), action) != null) {
                throw new IllegalStateException("two actions named " + action.name());
            }
        }
        return found;
    }
}
