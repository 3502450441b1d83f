package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * One thing an administrator can ask for. Thread-safe: actions hold no state.
 *
 * @param name noun and verb with a dot, such as {@code user.add}
 * @param arguments names of the arguments it knows
 * @param work what it does
 */
public record AdminAction(String name, Set<String> arguments, Work work) {
    public AdminAction {
        arguments = Set.copyOf(arguments);
    }

    /** What an action does. */
    @FunctionalInterface
    public interface Work {
        /** Does it; an {@link AdminRefusal} tells why not. */
        JsonNode run(AdminContext context, Arguments arguments);
    }

    /** Runs with arguments from outside. */
    public JsonNode run(AdminContext context, ObjectNode json) {
        Arguments checked = new Arguments(json);
        checked.only(arguments);
        return work.run(context, checked);
    }
}
