package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Directory.User;

/** {@code session list/close/trace}, of a running server only. Thread-safe. */
final class SessionActions {
    private static final long LONGEST_MINUTES = 24 * 60;

    private SessionActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("session.list", Set.of("user"), SessionActions::list),
                new AdminAction("session.close", Set.of("id", "user"), SessionActions::close),
                new AdminAction("session.trace", Set.of("user", "minutes"), SessionActions::trace));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        Optional<String> user = arguments.optionalAddress("user").map(address -> address(context, address));
        ArrayNode sessions = Json.array();
        for (JsonNode session : ServerActions.running(context).sessions()) {
            if (user.isEmpty() || session.path("user").asText().equals(user.get())) {
                sessions.add(session);
            }
        }
        return sessions;
    }

    private static JsonNode close(AdminContext context, Arguments arguments) {
        RunningServer server = ServerActions.running(context);
        Optional<MailAddress> user = arguments.optionalAddress("user");
        if (user.isPresent()) {
            return Json.object().put("closed", server.closeSessions(address(context, user.get())));
        }
        String id = arguments.text("id");
        if (!server.closeSession(id)) {
            throw new AdminRefusal(Reason.NOT_FOUND, "There is no session " + id + ".", "posthaste session list");
        }
        return Json.object().put("closed", 1);
    }

    private static JsonNode trace(AdminContext context, Arguments arguments) {
        long minutes = arguments.optionalNumber("minutes").orElse(10L);
        if (minutes < 1 || minutes > LONGEST_MINUTES) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "A trace takes between 1 and " + LONGEST_MINUTES + " minutes.",
                    "posthaste session trace --help");
        }
        String user = address(context, arguments.address("user"));
        return ServerActions.running(context).trace(user, Duration.ofMinutes(minutes));
    }

    /** The address sessions carry, whatever case was typed. */
    private static String address(AdminContext context, MailAddress typed) {
        User user = UserActions.known(context, typed);
        return user.address().toString();
    }
}
