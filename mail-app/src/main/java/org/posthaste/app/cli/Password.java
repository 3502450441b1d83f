package org.posthaste.app.cli;

import java.security.SecureRandom;
import java.util.Optional;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.sasl.PasswordGenerator;

/**
 * A password as the administrator gave it: never as an argument, because arguments can be read by everybody on the host and stay in the shell's history. A value.
 *
 * @param generated true if it was made here and must be shown once
 */
record Password(String text, boolean generated) {
    /** From the standard input if asked for, else from the person at the terminal, else generated; an empty answer generates too. */
    static Password choose(Terminal terminal, boolean fromInput, String address) {
        if (fromInput) {
            return new Password(fromInput(terminal), false);
        }
        if (!terminal.interactive()) {
            return generate();
        }
        String first = terminal.askSecretly("Password for " + address + " (empty: one is made for you): ");
        if (first.isEmpty()) {
            return generate();
        }
        if (!first.equals(terminal.askSecretly("The same again: "))) {
            throw new AdminRefusal(Reason.USAGE, "The two passwords differ; nothing was changed.", "the same again");
        }
        return new Password(first, false);
    }

    /** From the standard input if asked for, else generated. */
    static Password given(Terminal terminal, boolean fromInput) {
        return fromInput ? new Password(fromInput(terminal), false) : generate();
    }

    private static String fromInput(Terminal terminal) {
        Optional<String> line = terminal.line().filter(text -> !text.isEmpty());
        return line.orElseThrow(() -> new AdminRefusal(
                Reason.USAGE,
                "The standard input holds no password.",
                "echo PASSWORD | the same command (the standard input is read only with --password-stdin)"));
    }

    private static Password generate() {
        return new Password(new PasswordGenerator(new SecureRandom()).next(), true);
    }

    /** Without the text, which must not get anywhere by accident. */
    @Override
    public String toString() {
        return "Password[generated=" + generated + "]";
    }
}
