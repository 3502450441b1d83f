package org.posthaste.app.doctor.host;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;

/** Port 25 of each public address leads to this server. Seen from here, which is not quite what others see. */
public final class InboundCheck implements Check {
    @Override
    public String purpose() {
        return "Port 25 from outside";
    }

    @Override
    public Area area() {
        return Area.REACHABILITY;
    }

    @Override
    public List<Finding> examine(Surroundings around) {
        if (around.status().isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), Surroundings.NO_SERVER));
        }
        List<Finding> findings = new ArrayList<>();
        around.addresses().forEach(address -> findings.add(finding(address, around)));
        return findings.isEmpty()
                ? List.of(Finding.skipped(area(), purpose(), "no public address of this host is known"))
                : findings;
    }

    private Finding finding(InetAddress address, Surroundings around) {
        int port = around.world().smtpPort();
        String subject = "Port " + port + " of " + address.getHostAddress();
        try (Dialogue dialogue = new Dialogue(address, port)) {
            String greeting = dialogue.reply();
            dialogue.say("QUIT");
            String[] words = greeting.split(" ");
            return words.length > 1 && words[1].equalsIgnoreCase(around.config().hostname())
                    ? Finding.right(area(), subject, "leads here (as seen from this host)")
                    : Finding.wrong(
                            area(),
                            subject,
                            "another server answers: " + greeting,
                            "Mail that comes to this address does not come to Posthaste. Stop the other server, or"
                                    + " correct the forwarding of the port.");
        } catch (IOException e) {
            boolean own = org.posthaste.app.HostFacts.addresses().contains(address);
            String found = "no connection: " + e.getMessage();
            return own
                    ? Finding.wrong(
                            area(),
                            subject,
                            found,
                            "Other hosts deliver to port 25 only. Let the server listen there (ports.smtp, portOffset,"
                                    + " bind in posthaste.yaml), and open it in the firewall.")
                    : Finding.unknown(
                            area(),
                            subject,
                            found + "; the address is not on this host, and routers often do not let a host see itself"
                                    + " from outside");
        }
    }
}
