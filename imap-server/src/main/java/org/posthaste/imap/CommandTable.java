package org.posthaste.imap;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.posthaste.imap.command.ImapCommand;

/** Commands by name. Immutable. */
final class CommandTable {
    private final Map<String, ImapCommand> byName = new HashMap<>();

    CommandTable(Collection<ImapCommand> commands) {
        for (ImapCommand command : commands) {
            if (byName.put(command.name(), command) != null) {
                throw new IllegalStateException("two commands named " + command.name());
            }
        }
    }

    /** The command of this name, in upper case. */
    Optional<ImapCommand> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
