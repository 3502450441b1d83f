package org.posthaste.pop3.protocol;

/** What the decoder found next. */
public sealed interface Pop3Input {
    /**
     * A line.
     *
     * @param text without its line end
     */
    record Line(String text) implements Pop3Input {
        /** The line as a command. */
        public Pop3Request request() {
            int space = text.indexOf(' ');
            String keyword = space < 0 ? text : text.substring(0, space);
            return new Pop3Request(Pop3Decoder.upperCase(keyword), space < 0 ? "" : text.substring(space + 1));
        }
    }

    /** A line that was refused; it is consumed up to its end. */
    record Bad(Pop3Reply reply) implements Pop3Input {}

    /** Nothing complete yet. */
    record Incomplete() implements Pop3Input {}
}
