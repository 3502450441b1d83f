package org.posthaste.common.message;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Set;

/**
 * HTML without its tags, comments, scripts and styles, with character references resolved: for searching, not for
 * showing. Tags that end a word in what a reader sees become a blank. Streams; memory does not depend on the text. Not
 * thread-safe.
 */
final class HtmlText extends Reader {
    /** Tags within words. */
    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
            "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
            "sup", "tt", "u", "var", "wbr");

    private static final int MAX_NAME = 16;

    private enum State {
        TEXT,
        REFERENCE,
        TAG_OPEN,
        TAG,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        DECLARATION,
        COMMENT,
        RAW
    }

    private final Reader source;
    private final char[] in = new char[4096];
    private int inPosition;
    private int inEnd;
    /** Each character read yields at most a reference's characters. */
    private final StringBuilder out = new StringBuilder(4096 + 64);

    private int outPosition;
    private State state = State.TEXT;
    private final StringBuilder name = new StringBuilder();
    /** Within a tag: an equals sign has just passed, so a quote begins a value. */
    private boolean valueBegins;
    /** What ends a script or style: its name. */
    private String rawName = "";
    /** How much of {@code -->} or of {@code </name} was seen. */
    private int matched;

    HtmlText(Reader source) {
        this.source = source;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        while (outPosition == out.length()) {
            out.setLength(0);
            outPosition = 0;
            inEnd = source.read(in, 0, in.length);
            if (inEnd < 0) {
                if (state != State.REFERENCE) {
                    return -1;
                }
                endReference();
                continue;
            }
            for (inPosition = 0; inPosition < inEnd; inPosition++) {
                accept(in[inPosition]);
            }
        }
        int count = Math.min(length, out.length() - outPosition);
        out.getChars(outPosition, outPosition + count, into, offset);
        outPosition += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private void accept(char c) {
        switch (state) {
            case TEXT -> text(c);
            case REFERENCE -> reference(c);
            case TAG_OPEN -> tagOpen(c);
            case TAG -> tag(c);
            case SINGLE_QUOTED -> state = c == '\'' ? State.TAG : state;
            case DOUBLE_QUOTED -> state = c == '"' ? State.TAG : state;
            case DECLARATION -> declaration(c);
            case COMMENT -> comment(c);
            case RAW -> raw(c);
        }
    }

    private void text(char c) {
        if (c == '<') {
            state = State.TAG_OPEN;
            name.setLength(0);
        } else if (c == '&') {
            state = State.REFERENCE;
            name.setLength(0);
        } else {
            out.append(c);
        }
    }

    private void reference(char c) {
        boolean part =
                c == '#' && name.length() == 0 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        if (part && name.length() < MAX_NAME) {
            name.append(c);
            return;
        }
        boolean resolved = endReference();
        if (c != ';' || !resolved) {
            text(c);
        }
    }

    private boolean endReference() {
        state = State.TEXT;
        int character = HtmlReferences.resolve(name.toString());
        if (character < 0) {
            out.append('&').append(name);
            return false;
        }
        out.appendCodePoint(character);
        return true;
    }

    private void tagOpen(char c) {
        if (c == '!' && name.length() == 0) {
            state = State.DECLARATION;
            matched = 0;
        } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || (c == '/' || c == '?') && name.length() == 0) {
            name.append(c);
            state = State.TAG;
        } else { // not a tag at all: "a < b"
            state = State.TEXT;
            out.append('<');
            text(c);
        }
    }

    private void tag(char c) {
        if (c == '>') {
            endTag();
        } else if (valueBegins && (c == '"' || c == '\'')) {
            state = c == '"' ? State.DOUBLE_QUOTED : State.SINGLE_QUOTED;
        } else if (c <= ' ' || c == '/' && name.length() > 0 && name.charAt(0) != '/') {
            closeName();
        } else if (name.length() < MAX_NAME && !nameClosed()) {
            name.append(c);
        }
        valueBegins = c == '=' || valueBegins && c <= ' ';
    }

    private void closeName() {
        if (!nameClosed()) {
            name.append(' ');
        }
    }

    private boolean nameClosed() {
        return name.length() > 0 && name.charAt(name.length() - 1) == ' ';
    }

    private void endTag() {
        String tag = name.toString().strip().toLowerCase(Locale.ROOT);
        boolean closing = tag.startsWith("/");
        if (!INLINE.contains(closing ? tag.substring(1) : tag)) {
            out.append(' ');
        }
        state = State.TEXT;
        if (tag.equals("script") || tag.equals("style")) {
            state = State.RAW;
            rawName = "</" + tag;
            matched = 0;
        }
    }

    private void declaration(char c) {
        if (c == '-' && matched >= 0) {
            matched++;
            if (matched == 2) {
                state = State.COMMENT;
                matched = 0;
            }
        } else if (c == '>') {
            state = State.TEXT;
        } else {
            matched = -1;
        }
    }

    private void comment(char c) {
        if (c == '>' && matched >= 2) {
            state = State.TEXT;
        } else {
            matched = c == '-' ? matched + 1 : 0;
        }
    }

    private void raw(char c) {
        if (matched == rawName.length()) {
            state = State.TAG;
            name.setLength(0);
            name.append("/x ");
            tag(c);
        } else if (Character.toLowerCase(c) == rawName.charAt(matched)) {
            matched++;
        } else {
            matched = c == '<' ? 1 : 0;
        }
    }
}
