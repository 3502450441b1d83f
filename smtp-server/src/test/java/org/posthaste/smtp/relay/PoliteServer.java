package org.posthaste.smtp.relay;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A server that does as it should, with other replies where a test says so. */
final class PoliteServer implements Conversation.Behaviour {
    private final List<String> extensions = new ArrayList<>();
    private final List<String> extensionsAfterTls = new ArrayList<>();
    private final Map<String, List<String>> replies = new LinkedHashMap<>();
    private boolean lmtp;
    private boolean implicitTls;
    private SSLContext tls;

    /** A server with these extensions. */
    static PoliteServer with(String... extensions) {
        PoliteServer server = new PoliteServer();
        server.extensions.addAll(List.of(extensions));
        return server;
    }

    /** Speaks TLS after STARTTLS, with these extensions then. */
    PoliteServer startTls(SSLContext context, String... afterwards) {
        tls = context;
        extensions.add("STARTTLS");
        extensionsAfterTls.addAll(List.of(afterwards));
        return this;
    }

    /** Speaks TLS from the beginning. */
    PoliteServer implicitTls(SSLContext context) {
        tls = context;
        implicitTls = true;
        return this;
    }

    /** Replies to every line that begins so. */
    PoliteServer on(String begin, String... replies) {
        this.replies.put(begin, List.of(replies));
        return this;
    }

    PoliteServer lmtp() {
        lmtp = true;
        return this;
    }

    private String reply(String line, String otherwise) {
        for (Map.Entry<String, List<String>> entry : replies.entrySet()) {
            if (line.toUpperCase(Locale.ROOT).startsWith(entry.getKey().toUpperCase(Locale.ROOT))) {
                return String.join("\r\n", entry.getValue());
            }
        }
        return otherwise;
    }

    @Override
    public void converse(Conversation client) throws IOException {
        boolean secure = implicitTls;
        int accepted = 0;
        if (implicitTls) {
            client.tls(tls);
        }
        client.say(reply("greeting", "220 peer.example.org ESMTP"));
        while (true) {
            String line;
            try {
                line = client.line();
            } catch (EOFException e) {
                return;
            }
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO", "LHLO" -> client.say(reply(line, hello(secure)));
                case "HELO", "NOOP" -> client.say(reply(line, "250 peer.example.org"));
                case "RSET" -> client.say(reply(line, "250 2.0.0 reset"));
                case "MAIL" -> {
                    accepted = 0;
                    client.say(reply(line, "250 2.1.0 sender ok"));
                }
                case "RCPT" -> {
                    String reply = reply(line, "250 2.1.5 recipient ok");
                    accepted += reply.startsWith("2") ? 1 : 0;
                    client.say(reply);
                }
                case "DATA" -> {
                    String reply = reply(line, accepted == 0 ? "554 5.5.1 no valid recipients" : "354 go ahead");
                    client.say(reply);
                    if (reply.startsWith("354")) {
                        client.message();
                        for (int i = 0; i < (lmtp ? accepted : 1); i++) {
                            client.say(reply(lmtp ? "dot" + i : "dot", "250 2.0.0 queued"));
                        }
                    }
                }
                case "STARTTLS" -> {
                    client.say(reply(line, "220 2.0.0 go ahead"));
                    client.tls(tls);
                    secure = true;
                }
                case "QUIT" -> {
                    client.say("221 2.0.0 bye");
                    return;
                }
                default -> client.say(reply(line, "500 5.5.2 unknown"));
            }
            if (reply(line, "").startsWith("421")) {
                return;
            }
        }
    }

    private String hello(boolean secure) {
        List<String> lines = new ArrayList<>(List.of("peer.example.org greets you"));
        lines.addAll(secure && !implicitTls ? extensionsAfterTls : extensions);
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            reply.append(i == 0 ? "" : "\r\n")
                    .append("250")
                    .append(i + 1 < lines.size() ? '-' : ' ')
                    .append(lines.get(i));
        }
        return reply.toString();
    }
}
