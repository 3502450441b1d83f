package org.posthaste.app.doctor.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;

/** There is room for mail: octets and inodes where the data folder is. */
public final class DiskCheck implements Check {
    private static final long LITTLE = 2L << 30;
    private static final long TOO_LITTLE = 200L << 20;
    private static final int FEW_PERCENT = 5;

    @Override
    public String purpose() {
        return "Disk";
    }

    @Override
    public Area area() {
        return Area.HOST;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws IOException, InterruptedException {
        FileStore store = Files.getFileStore(around.folder().root());
        long free = store.getUsableSpace();
        String found = (free >> 20) + " MB free";
        String remedy = "When it is full, no mail is taken. Make room, or move the data folder.";
        List<Finding> findings = new ArrayList<>();
        if (store.isReadOnly()) {
            findings.add(Finding.wrong(area(), "Disk space", "read-only", "Mail cannot be stored. See dmesg for why."));
        } else if (free < TOO_LITTLE) {
            findings.add(Finding.wrong(area(), "Disk space", found, remedy));
        } else {
            findings.add(
                    free < LITTLE
                            ? Finding.warning(area(), "Disk space", found, remedy)
                            : Finding.right(area(), "Disk space", found));
        }
        findings.add(inodes(around));
        return findings;
    }

    private Finding inodes(Surroundings around) throws InterruptedException {
        String subject = "Disk inodes";
        Optional<Integer> used = Optional.empty();
        try {
            used = usedPercent(around.folder().root().toString());
        } catch (IOException e) {
            return Finding.skipped(area(), subject, "df does not tell: " + e.getMessage());
        }
        if (used.isEmpty()) {
            return Finding.skipped(area(), subject, "this file system does not count them");
        }
        int free = 100 - used.get();
        return free < FEW_PERCENT
                ? Finding.wrong(
                        area(), subject, free + "% free", "No file can be made without one. Remove small files.")
                : Finding.right(area(), subject, free + "% free");
    }

    /** Java does not know of inodes; POSIX has a program that does. */
    private static Optional<Integer> usedPercent(String path) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("df", "-Pi", path).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Optional<Integer> percent = Optional.empty();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 5 && words[4].matches("\\d{1,3}%")) {
                    percent = Optional.of(Integer.parseInt(words[4].replace("%", "")));
                }
            }
            return percent;
        } finally {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
