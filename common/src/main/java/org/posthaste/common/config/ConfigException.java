package org.posthaste.common.config;

import java.util.List;

/** The configuration cannot be used; says where, and what would be right. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One complaint a line, each beginning with file, line and column, or with the name of an environment variable. */
    public List<String> problems() {
        return problems;
    }
}
