package org.posthaste.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** SMTP as a sending server or a mail program speaks it. Confined to one thread. */
final class SmtpWire extends Wire {
    private SmtpWire(int port) throws IOException {
        super(port);
    }

    /** Connects in clear and says EHLO. */
    static SmtpWire ehlo(int port) throws IOException {
        SmtpWire wire = new SmtpWire(port);
        expect("220", wire.reply());
        wire.command("250", "EHLO client.example.net");
        return wire;
    }

    /** A reply, all its lines joined. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            reply.append(line).append('\n');
            line = line();
        }
        return reply.append(line).toString();
    }

    String command(String code, String line) throws IOException {
        send(line);
        return expect(code, reply());
    }

    private static String expect(String code, String reply) {
        if (!reply.startsWith(code)) {
            throw new AssertionError("expected " + code + " but got " + reply);
        }
        return reply;
    }

    void login(String user, String password) throws IOException {
        String plain = "\0" + user + "\0" + password;
        command("235", "AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a message with DATA; what comes back for it, whatever it is. */
    String data(String from, String to, byte[] message) throws IOException {
        command("250", "MAIL FROM:<" + from + "> BODY=8BITMIME");
        command("250", "RCPT TO:<" + to + ">");
        command("354", "DATA");
        sendOctets(stuffed(message));
        return reply();
    }

    /** Transparency (RFC 5321 §4.5.2), with the end of the data. */
    private static byte[] stuffed(byte[] message) {
        ByteArrayOutputStream data = new ByteArrayOutputStream(message.length + 100);
        for (int i = 0; i < message.length; i++) {
            boolean lineStart = i == 0 || i > 1 && message[i - 1] == '\n' && message[i - 2] == '\r';
            if (lineStart && message[i] == '.') {
                data.write('.');
            }
            data.write(message[i]);
        }
        boolean ended =
                message.length >= 2 && message[message.length - 1] == '\n' && message[message.length - 2] == '\r';
        data.writeBytes((ended || message.length == 0 ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        return data.toByteArray();
    }
}
