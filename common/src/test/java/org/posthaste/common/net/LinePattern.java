package org.posthaste.common.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expected line: {@code ...} stands for any run of characters, <code>${name}</code> for a run without blanks that is bound to the name, or for what the name is bound to. */
final class LinePattern {
    private static final Pattern SPECIAL = Pattern.compile("\\.\\.\\.|\\$\\{([A-Za-z][A-Za-z0-9_]*)}");

    private final String text;

    LinePattern(String text) {
        this.text = text;
    }

    /** The bindings after matching this line, or empty if it does not match. */
    Optional<Map<String, String>> match(String line, Map<String, String> bindings) {
        StringBuilder regex = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher special = SPECIAL.matcher(text);
        int from = 0;
        while (special.find()) {
            regex.append(Pattern.quote(text.substring(from, special.start())));
            from = special.end();
            String name = special.group(1);
            if (name == null) {
                regex.append(".*");
            } else if (bindings.containsKey(name)) {
                regex.append(Pattern.quote(bindings.get(name)));
            } else if (names.contains(name)) {
                regex.append('\\').append(names.indexOf(name) + 1).append("(?:)");
            } else {
                names.add(name);
                regex.append("(\\S+?)");
            }
        }
        regex.append(Pattern.quote(text.substring(from)));
        Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> bound = new HashMap<>(bindings);
        for (int i = 0; i < names.size(); i++) {
            bound.put(names.get(i), matcher.group(i + 1));
        }
        return Optional.of(bound);
    }

    /** The text with names replaced by what they are bound to; fails for a name that is not bound. */
    static String fill(String text, Map<String, String> bindings) {
        Matcher special = SPECIAL.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (special.find()) {
            String name = special.group(1);
            if (name == null) {
                special.appendReplacement(filled, "...");
                continue;
            }
            String value = bindings.get(name);
            if (value == null) {
                throw new AssertionError("${" + name + "} is not bound yet");
            }
            special.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return special.appendTail(filled).toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
