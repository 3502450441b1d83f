package org.posthaste.app;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.posthaste.common.net.ListenerConfig;

/** Tries all listeners before anything starts, so that a server never starts half. Thread-safe. */
public final class PortCheck {
    private PortCheck() {}

    /** Why a listener cannot be bound. */
    public enum Obstacle {
        TAKEN,
        NOT_PERMITTED,
        NO_SUCH_ADDRESS,
        OTHER
    }

    /**
     * A listener that cannot be bound.
     *
     * @param sentence for the administrator, with the process that has the port where that can be found out
     */
    public record Problem(ListenerConfig listener, Obstacle obstacle, String sentence) {}

    /** Binds and releases every listener; returns those that failed. */
    public static List<Problem> problems(List<ListenerConfig> listeners) {
        List<Problem> problems = new ArrayList<>();
        for (ListenerConfig listener : listeners) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(listener.address(), 1);
            } catch (IOException e) {
                problems.add(problem(listener, e));
            }
        }
        return problems;
    }

    private static Problem problem(ListenerConfig listener, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        int port = listener.address().getPort();
        String what = "Port " + port + " (" + listener.name() + ")";
        if (text.contains("permission denied")) {
            return new Problem(listener, Obstacle.NOT_PERMITTED, what + " may be bound only with the rights of root.");
        }
        if (e instanceof BindException && text.contains("in use")) {
            return new Problem(listener, Obstacle.TAKEN, what + " is taken by " + owner(port) + ".");
        }
        if (text.contains("cannot assign")) {
            return new Problem(
                    listener,
                    Obstacle.NO_SUCH_ADDRESS,
                    "This host has no address "
                            + listener.address().getAddress().getHostAddress() + ".");
        }
        return new Problem(listener, Obstacle.OTHER, what + " cannot be bound: " + e.getMessage() + ".");
    }

    private static String owner(int port) {
        return PortOwner.of(port)
                .map(owner -> owner.command() + " (process " + owner.pid() + ")")
                .orElse("another program (see: ss -ltnp 'sport = :" + port + "')");
    }
}
