package org.posthaste.app.doctor.host;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.HostFacts;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.net.AddressRange;
import org.posthaste.common.net.ListenerConfig;

/**
 * Strangers cannot send to strangers through this server (RFC 5321 §7.8): a real conversation with its own port for
 * mail, in the forms that once fooled servers, ended before DATA.
 */
public final class OpenRelayCheck implements Check {
    private static final String STRANGER = "relay-test@example.net";
    private static final int REFUSED = 500;

    @Override
    public String purpose() {
        return "Open relay";
    }

    @Override
    public Area area() {
        return Area.SAFETY;
    }

    /** Sender and recipient of one try. */
    private record Form(String from, String to) {}

    @Override
    public List<Finding> examine(Surroundings around) {
        if (around.status().isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), Surroundings.NO_SERVER));
        }
        Optional<ListenerConfig> listener = around.config().listeners("smtp").stream()
                .filter(each -> each.name().equals("smtp"))
                .findFirst();
        if (listener.isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), "no mail is taken from other hosts (ports.smtp is 0)"));
        }
        try (Dialogue dialogue =
                new Dialogue(target(listener.get()), listener.get().address().getPort())) {
            if (isTrusted(dialogue.from(), around)) {
                return List.of(Finding.skipped(
                        area(),
                        purpose(),
                        "relay.trusted lets " + dialogue.from().getHostAddress()
                                + ", from where the test comes, send to everybody"));
            }
            return List.of(tried(dialogue, forms(around)));
        } catch (IOException e) {
            return List.of(Finding.unknown(area(), purpose(), "the server does not speak: " + e.getMessage()));
        }
    }

    private static List<Form> forms(Surroundings around) {
        String host = around.config().hostname();
        String ours = around.domains().stream().findFirst().orElse(host);
        String local = STRANGER.replace('@', '%');
        List<Form> forms = new ArrayList<>(List.of(
                new Form("spammer@example.com", STRANGER),
                new Form("", STRANGER),
                new Form("postmaster@" + ours, STRANGER),
                new Form("spammer@example.com", '"' + STRANGER + "\"@" + ours),
                new Form("spammer@example.com", local + "@" + ours),
                new Form("spammer@example.com", "@" + ours + ":" + STRANGER),
                new Form("spammer@example.com", "example.net!relay-test@" + ours)));
        around.addresses().stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .ifPresent(address ->
                        forms.add(new Form("spammer@example.com", local + "@[" + address.getHostAddress() + "]")));
        return forms;
    }

    private Finding tried(Dialogue dialogue, List<Form> forms) throws IOException {
        dialogue.reply();
        dialogue.say("EHLO doctor.invalid");
        int refused = 0;
        for (Form form : forms) {
            if (code(dialogue.say("MAIL FROM:<" + form.from + ">")) < 400) {
                String reply = dialogue.say("RCPT TO:<" + form.to + ">");
                if (code(reply) < 400) {
                    dialogue.say("QUIT");
                    return Finding.wrong(
                            area(),
                            purpose(),
                            "<" + form.to + "> from <" + form.from + "> is taken: " + reply,
                            "Strangers can send through this server. Stop it, and look at relay.trusted, aliases and"
                                    + " catch-all addresses: posthaste alias list");
                }
                refused += code(reply) >= REFUSED ? 1 : 0;
            } else {
                refused++;
            }
            dialogue.say("RSET");
        }
        dialogue.say("QUIT");
        return refused == forms.size()
                ? Finding.right(area(), purpose(), refused + " forms of strangers' mail are refused")
                : Finding.unknown(
                        area(), purpose(), (forms.size() - refused) + " forms were put off, so nothing is proved");
    }

    private static int code(String reply) {
        return reply.matches("[2-5]\\d\\d.*") ? Integer.parseInt(reply.substring(0, 3)) : REFUSED;
    }

    /** Not the loopback address if there is another: a test from there proves less. */
    private static InetAddress target(ListenerConfig listener) {
        InetAddress bound = listener.address().getAddress();
        return bound.isAnyLocalAddress()
                ? HostFacts.addresses().stream().findFirst().orElse(InetAddress.getLoopbackAddress())
                : bound;
    }

    private static boolean isTrusted(InetAddress from, Surroundings around) {
        return around.config().relay().trusted().stream()
                .map(AddressRange::parse)
                .anyMatch(range -> range.contains(from));
    }
}
