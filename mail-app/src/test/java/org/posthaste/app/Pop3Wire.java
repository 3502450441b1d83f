package org.posthaste.app;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** POP3 as a mail program speaks it. Confined to one thread. */
final class Pop3Wire extends Wire {
    Pop3Wire(int port, String user, String password) throws IOException {
        super(port);
        expect(line());
        command("USER " + user);
        command("PASS " + password);
    }

    private static String expect(String line) {
        if (!line.startsWith("+OK")) {
            throw new AssertionError(line);
        }
        return line;
    }

    String command(String line) throws IOException {
        send(line);
        return expect(line());
    }

    List<String> listing(String command) throws IOException {
        command(command);
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    int messages() throws IOException {
        return Integer.parseInt(command("STAT").split(" ")[1]);
    }

    /** A message, taken out of its transparency coding as most programs do it: lines end with LF. */
    byte[] retr(int number) throws IOException {
        command("RETR " + number);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean lineStart = true;
        while (true) {
            int octet = octet();
            if (lineStart && octet == '.') {
                octet = octet();
                if (octet == '\r') {
                    octet();
                    return message.toByteArray();
                }
            }
            if (octet < 0) {
                throw new EOFException("closed inside a message");
            }
            message.write(octet);
            lineStart = octet == '\n';
        }
    }
}
