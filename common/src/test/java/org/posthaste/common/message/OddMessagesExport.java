package org.posthaste.common.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.posthaste.common.message.OddMessages.Odd;

/** Writes {@link OddMessages} into a folder, a file each, for programs that are not Java. Needs nothing but the JDK, so that {@code javac} alone can compile it. */
public final class OddMessagesExport {
    private OddMessagesExport() {}

    /** Takes the folder as its argument. Lone line ends are written as CRLF and NULs left out, since other servers store neither as they are. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Odd odd : OddMessages.all()) {
            Files.write(folder.resolve(odd.name() + ".eml"), plain(odd.octets()));
        }
    }

    private static byte[] plain(byte[] octets) {
        byte[] plain = new byte[2 * octets.length];
        int length = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean lineEnd = octets[i] == '\n' || octets[i] == '\r';
            if (lineEnd) {
                plain[length++] = '\r';
                plain[length++] = '\n';
                i += octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n' ? 1 : 0;
            } else if (octets[i] != 0) {
                plain[length++] = octets[i];
            }
        }
        return Arrays.copyOf(plain, length);
    }
}
