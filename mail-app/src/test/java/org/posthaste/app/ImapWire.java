package org.posthaste.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IMAP as a mail program speaks it; a response is text with its literals in place. Confined to one thread. */
final class ImapWire extends Wire {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");
    private static final Pattern UID = Pattern.compile("\\bUID (\\d+)");
    private static final Pattern APPENDUID = Pattern.compile("\\[APPENDUID (\\d+) (\\d+)]");

    private int tags;

    ImapWire(int port, String user, String password) throws IOException {
        super(port);
        line();
        command("LOGIN \"" + user + "\" \"" + password + "\"");
    }

    /** Untagged responses of a command that must succeed; the last element is the tagged one. */
    List<String> command(String text) throws IOException {
        String tag = tag();
        send(tag + " " + text);
        return responses(tag);
    }

    String tag() {
        return "t" + ++tags;
    }

    List<String> responses(String tag) throws IOException {
        List<String> responses = new ArrayList<>();
        while (true) {
            String response = response();
            responses.add(response);
            if (response.startsWith(tag + " ")) {
                if (!response.startsWith(tag + " OK")) {
                    throw new AssertionError(response);
                }
                return responses;
            }
        }
    }

    /** One response; literals follow their header. */
    String response() throws IOException {
        StringBuilder response = new StringBuilder();
        while (true) {
            String line = line();
            response.append(line);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return response.toString();
            }
            response.append("\r\n")
                    .append(new String(octets(Integer.parseInt(literal.group(1))), StandardCharsets.ISO_8859_1));
        }
    }

    /** Appends and tells the UID. */
    int append(String mailbox, byte[] message) throws IOException {
        String tag = tag();
        send(tag + " APPEND \"" + mailbox + "\" {" + message.length + "}");
        String go = response();
        if (!go.startsWith("+")) {
            throw new AssertionError(go);
        }
        sendOctets(message);
        send("");
        List<String> responses = responses(tag);
        Matcher uid = APPENDUID.matcher(responses.get(responses.size() - 1));
        if (!uid.find()) {
            throw new AssertionError(responses);
        }
        return Integer.parseInt(uid.group(2));
    }

    /** BODY[] of messages of the selected mailbox, by UID. */
    Map<Integer, byte[]> bodies(String uids) throws IOException {
        Map<Integer, byte[]> bodies = new LinkedHashMap<>();
        for (String response : command("UID FETCH " + uids + " (UID BODY.PEEK[])")) {
            int at = response.indexOf("BODY[] {");
            if (response.startsWith("* ") && at >= 0) {
                int brace = response.indexOf('}', at);
                int length = Integer.parseInt(response.substring(at + 8, brace));
                String body = response.substring(brace + 3, brace + 3 + length);
                Matcher uid = UID.matcher(response.substring(0, at) + response.substring(brace + 3 + length));
                if (!uid.find()) {
                    throw new AssertionError("FETCH without UID");
                }
                bodies.put(Integer.valueOf(uid.group(1)), body.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return bodies;
    }
}
