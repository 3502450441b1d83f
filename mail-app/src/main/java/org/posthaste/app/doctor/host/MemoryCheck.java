package org.posthaste.app.doctor.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;

/** Memory and open files suffice for the connections that are allowed. */
public final class MemoryCheck implements Check {
    private static final long SMALL_HEAP = 96L << 20;
    private static final int FULL_PERCENT = 92;
    private static final int OWN_FILES = 200;

    @Override
    public String purpose() {
        return "Memory";
    }

    @Override
    public Area area() {
        return Area.HOST;
    }

    @Override
    public List<Finding> examine(Surroundings around) {
        if (around.status().isEmpty()) {
            return List.of(Finding.skipped(area(), purpose(), Surroundings.NO_SERVER));
        }
        List<Finding> findings = new ArrayList<>();
        JsonNode memory = around.status().get().get().path("memory");
        long used = memory.path("heapUsedOctets").asLong();
        long most = memory.path("heapMaxOctets").asLong();
        findings.add(heap(used, most));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            long all = system.getTotalMemorySize();
            if (all > 0 && most > all * 9 / 10) {
                findings.add(Finding.warning(
                        area(),
                        "Memory limit",
                        "the heap may grow to " + (most >> 20) + " MB of " + (all >> 20) + " MB",
                        "Leave some to the system, or it ends the server: set -Xmx lower in JAVA_OPTS."));
            }
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            findings.add(files(unix.getMaxFileDescriptorCount(), around));
        }
        return findings;
    }

    private Finding heap(long used, long most) {
        String found = (used >> 20) + " of " + (most >> 20) + " MB heap";
        if (most > 0 && used * 100 / most > FULL_PERCENT) {
            return Finding.warning(area(), purpose(), found, "Little is left. Give it more: -Xmx in JAVA_OPTS.");
        }
        return most < SMALL_HEAP
                ? Finding.warning(area(), purpose(), found, "This is little. Give it more: -Xmx in JAVA_OPTS.")
                : Finding.right(area(), purpose(), (most >> 20) + " MB heap");
    }

    private Finding files(long limit, Surroundings around) {
        String found = limit + " open files for " + around.config().limits().connections() + " connections";
        return limit < around.config().limits().connections() + OWN_FILES
                ? Finding.warning(
                        area(),
                        "Open files",
                        found,
                        "With more connections than files new ones fail. Raise the limit (LimitNOFILE in the unit, or"
                                + " ulimit -n), or lower limits.connections.")
                : Finding.right(area(), "Open files", found);
    }
}
