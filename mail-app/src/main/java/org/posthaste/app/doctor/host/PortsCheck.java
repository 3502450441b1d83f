package org.posthaste.app.doctor.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.common.net.ListenerConfig;

/** Every configured port takes connections, and those of mail are the ones others know. */
public final class PortsCheck implements Check {
    private static final int PATIENCE_MILLIS = 3_000;

    @Override
    public String purpose() {
        return "Ports";
    }

    @Override
    public Area area() {
        return Area.REACHABILITY;
    }

    @Override
    public List<Finding> examine(Surroundings around) {
        List<Finding> findings = new ArrayList<>();
        if (around.config().portOffset() != 0) {
            findings.add(Finding.warning(
                    area(),
                    "Standard ports",
                    "every port is " + around.config().portOffset() + " higher (portOffset)",
                    "Other hosts know port 25 only, and mail programs look for 993 and 465. Forward them, or set"
                            + " portOffset to 0."));
        }
        if (around.status().isEmpty()) {
            findings.add(Finding.skipped(area(), purpose(), Surroundings.NO_SERVER));
            return findings;
        }
        List<ListenerConfig> listeners = around.config().listeners();
        List<String> open = new ArrayList<>();
        for (ListenerConfig listener : listeners) {
            String name = listener.name() + " " + listener.address().getPort();
            if (answers(listener.address())) {
                open.add(name);
            } else {
                findings.add(Finding.wrong(
                        area(),
                        "Port " + name,
                        "takes no connection",
                        "See the log of the server; if it is silent, restart it."));
            }
        }
        findings.add(Finding.right(area(), purpose(), String.join(", ", open)));
        return findings;
    }

    private static boolean answers(InetSocketAddress bound) {
        InetAddress address =
                bound.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound.getAddress();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, bound.getPort()), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
