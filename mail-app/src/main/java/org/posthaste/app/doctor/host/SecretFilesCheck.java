package org.posthaste.app.doctor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.posthaste.app.DataFolder;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Check;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.Surroundings;

/** Private keys, passwords and mail can be read by nobody but the server's user. */
public final class SecretFilesCheck implements Check {
    private static final int DEPTH = 4;
    private static final int SHOWN = 5;
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> NOT_OWNER = EnumSet.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE);

    @Override
    public String purpose() {
        return "Secret files";
    }

    @Override
    public Area area() {
        return Area.SAFETY;
    }

    @Override
    public List<Finding> examine(Surroundings around) throws IOException {
        DataFolder folder = around.folder();
        if (!Files.getFileStore(folder.root()).supportsFileAttributeView("posix")) {
            return List.of(Finding.skipped(area(), purpose(), "this file system has no permissions"));
        }
        List<Path> open = new ArrayList<>();
        if (isOpen(folder.root(), OTHERS)) {
            open.add(folder.root());
        }
        for (Path secret : secrets(around)) {
            if (Files.exists(secret) && isOpen(secret, NOT_OWNER)) {
                open.add(secret);
            }
        }
        if (open.isEmpty()) {
            return List.of(Finding.right(area(), purpose(), "can be read by their owner only"));
        }
        String names =
                String.join(" ", open.stream().limit(SHOWN).map(Path::toString).toList());
        return List.of(Finding.wrong(
                area(),
                purpose(),
                "others can read " + names + (open.size() > SHOWN ? " and more" : ""),
                "chmod go-rwx " + names));
    }

    private static List<Path> secrets(Surroundings around) throws IOException {
        DataFolder folder = around.folder();
        List<Path> secrets = new ArrayList<>(List.of(folder.adminFile(), folder.loginKey(), folder.forwardingKey()));
        around.config().tls().key().ifPresent(key -> secrets.add(folder.root().resolve(key)));
        around.config()
                .tls()
                .others()
                .forEach(other -> secrets.add(folder.root().resolve(other.key())));
        for (String below : List.of("tls", "dkim", "acme")) {
            Path keys = folder.root().resolve(below);
            if (Files.isDirectory(keys)) {
                try (Stream<Path> files = Files.walk(keys, DEPTH)) {
                    files.filter(SecretFilesCheck::isKey).forEach(secrets::add);
                }
            }
        }
        return secrets;
    }

    private static boolean isKey(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean pem = name.endsWith(".key") || name.endsWith(".pem") || name.endsWith(".p12");
        return pem && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && holdsKey(file);
    }

    /** Chains of certificates are PEM files too, and no secret. */
    private static boolean holdsKey(Path file) {
        try {
            return !Files.isReadable(file)
                    || file.toString().endsWith(".p12")
                    || Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains("PRIVATE KEY");
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isOpen(Path path, Set<PosixFilePermission> to) throws IOException {
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(path);
        return to.stream().anyMatch(allowed::contains);
    }
}
