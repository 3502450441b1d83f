package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

/**
 * The arguments of one action, read from JSON. Confined to the thread that runs the action.
 *
 * <p><i>Fails:</i> every method throws an {@link AdminRefusal} with USAGE when the argument is not what the action needs.
 */
public final class Arguments {
    private final ObjectNode json;

    /** Arguments from outside. */
    public Arguments(ObjectNode json) {
        this.json = json;
    }

    /** Refuses arguments the action does not know: a typing error must not silently change the meaning. */
    void only(Set<String> known) {
        Iterator<String> names = json.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!known.contains(name)) {
                throw usage("Unknown argument \"" + name + "\".");
            }
        }
    }

    /** True if the argument is there. */
    public boolean has(String name) {
        return present(name).isPresent();
    }

    /** Text that must be there. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> usage("The argument \"" + name + "\" is missing."));
    }

    /** Text that may be missing. */
    public Optional<String> optionalText(String name) {
        return present(name).map(value -> {
            if (!value.isTextual()) {
                throw usage("The argument \"" + name + "\" must be text.");
            }
            return value.textValue();
        });
    }

    /** A whole number of at least zero that may be missing. */
    public Optional<Long> optionalNumber(String name) {
        return present(name).map(value -> {
            if (!value.isIntegralNumber() || value.longValue() < 0) {
                throw usage("The argument \"" + name + "\" must be a whole number, not below 0.");
            }
            return value.longValue();
        });
    }

    /** True or false that may be missing. */
    public Optional<Boolean> optionalFlag(String name) {
        return present(name).map(value -> {
            if (!value.isBoolean()) {
                throw usage("The argument \"" + name + "\" must be true or false.");
            }
            return value.booleanValue();
        });
    }

    /** An address that must be there. */
    public MailAddress address(String name) {
        return parsed(text(name));
    }

    /** An address that may be missing. */
    public Optional<MailAddress> optionalAddress(String name) {
        return optionalText(name).map(Arguments::parsed);
    }

    /** A list of addresses, empty when missing. */
    public List<MailAddress> addresses(String name) {
        List<MailAddress> found = new ArrayList<>();
        present(name).ifPresent(value -> {
            if (!value.isArray()) {
                throw usage("The argument \"" + name + "\" must be a list of addresses.");
            }
            value.forEach(element -> found.add(parsed(element.asText())));
        });
        return found;
    }

    /** A domain name that must be there, as A-labels in lower case. */
    public String domain(String name) {
        return domainOf(text(name));
    }

    /** The domain name a person wrote, as A-labels in lower case. */
    public static String domainOf(String text) {
        if (text.contains("@") || !text.contains(".")) {
            throw usage("\"" + text + "\" is not a domain name such as example.org.");
        }
        return AddressParser.mailbox("postmaster@" + text)
                .map(MailAddress::domain)
                .orElseThrow(() -> usage("\"" + text + "\" is not a domain name such as example.org."));
    }

    /** The address a person wrote. */
    public static MailAddress parsed(String text) {
        return AddressParser.mailbox(text)
                .orElseThrow(() -> usage("\"" + text + "\" is not an address such as alice@example.org."));
    }

    private Optional<JsonNode> present(String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private static AdminRefusal usage(String message) {
        return new AdminRefusal(Reason.USAGE, message, "posthaste --help");
    }
}
