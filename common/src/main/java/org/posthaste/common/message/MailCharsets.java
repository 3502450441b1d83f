package org.posthaste.common.message;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Charsets by the labels that mail carries. Labels that programs use for less than they send (WHATWG Encoding §4.2)
 * mean the larger set.
 */
final class MailCharsets {
    private static final Map<String, String> LARGER = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("iso-8859-11", "x-windows-874"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("windows-874", "x-windows-874"),
            Map.entry("iso-8859-8-i", "iso-8859-8"),
            Map.entry("iso-8859-8-e", "iso-8859-8"),
            Map.entry("iso-8859-6-i", "iso-8859-6"),
            Map.entry("iso-8859-6-e", "iso-8859-6"),
            Map.entry("utf8", "utf-8"),
            Map.entry("utf-8mb4", "utf-8"),
            Map.entry("unicode-1-1-utf-8", "utf-8"),
            Map.entry("gb2312", "gb18030"),
            Map.entry("gb_2312-80", "gb18030"),
            Map.entry("gbk", "gb18030"),
            Map.entry("x-gbk", "gb18030"),
            Map.entry("cp936", "gb18030"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("iso-2022-jp", "x-windows-iso2022jp"),
            Map.entry("cp-850", "ibm850"),
            Map.entry("macintosh", "x-macroman"),
            Map.entry("x-mac-cyrillic", "x-maccyrillic"));

    private MailCharsets() {}

    /**
     * The charset for a label in any case; for US-ASCII, no label or an unknown one, {@link AsciiOrMore}, which never
     * loses an octet.
     */
    static Charset forLabel(String label) {
        String name = label.strip().toLowerCase(Locale.ROOT);
        int language = name.indexOf('*'); // RFC 2231 §5
        name = language >= 0 ? name.substring(0, language) : name;
        if (name.isEmpty() || name.equals("us-ascii") || name.equals("ascii")) {
            return AsciiOrMore.INSTANCE;
        }
        Charset larger = lookUp(LARGER.getOrDefault(name, name));
        return !larger.equals(AsciiOrMore.INSTANCE) ? larger : lookUp(name);
    }

    /** Decodes octets; what the charset does not hold becomes U+FFFD. */
    static String decode(byte[] octets, String label) {
        Charset charset = forLabel(label);
        if (!charset.equals(AsciiOrMore.INSTANCE)) {
            return new String(octets, charset);
        }
        // an octet behind the last one settles whether that begins a character
        String text = new String(Arrays.copyOf(octets, octets.length + 1), charset);
        return text.substring(0, text.length() - 1);
    }

    private static Charset lookUp(String name) {
        try {
            Charset charset = Charset.forName(name);
            return charset.equals(StandardCharsets.US_ASCII) ? AsciiOrMore.INSTANCE : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return AsciiOrMore.INSTANCE;
        }
    }
}
