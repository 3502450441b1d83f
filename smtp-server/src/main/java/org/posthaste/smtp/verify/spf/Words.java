package org.posthaste.smtp.verify.spf;

/** Strangers' words in our sentences. Stateless. */
final class Words {
    private Words() {}

    /** The text in printable ASCII, no longer than so many characters. */
    static String printable(String text, int limit) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), limit); i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return text.length() > limit ? safe + "..." : safe.toString();
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
