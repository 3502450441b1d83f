package org.posthaste.mailstore.queue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What the administrator says of the ways outgoing mail takes. Thread-safe; reading costs nothing. */
public interface RouteTable {
    /** All rules, by pattern. The same list until something changes. */
    List<Rule> all();

    /** Adds a rule, or replaces that of the same pattern. Fails: LIMIT if it is too long to keep. */
    CompletionStage<Void> put(Rule rule);

    /** Takes a rule away; false if there is none. */
    CompletionStage<Boolean> remove(String pattern);

    /**
     * A rule.
     *
     * @param pattern which destinations it is for; its form is the relay's
     * @param options keys and meaning are the relay's; may hold a password, so they are shown nowhere as they are
     */
    record Rule(String pattern, Map<String, String> options) {
        public Rule {
            options = Map.copyOf(options);
        }

        @Override
        public String toString() {
            return "Rule[" + pattern + "]";
        }
    }
}
