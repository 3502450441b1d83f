package org.posthaste.common.message;

import java.util.HashMap;
import java.util.Map;

/** Character references of HTML: numbers, and the names that stand in mail. */
final class HtmlReferences {
    /** Names of U+00A0 to U+00FF in order. */
    private static final String LATIN =
            "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3"
                    + " acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc"
                    + " Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve"
                    + " Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute"
                    + " acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde"
                    + " ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    private static final String OTHERS =
            "amp & lt < gt > quot \" apos ' euro \u20ac hellip \u2026 ndash \u2013 mdash \u2014 lsquo \u2018 rsquo"
                    + " \u2019 sbquo \u201a ldquo \u201c rdquo \u201d bdquo \u201e bull \u2022 trade \u2122 OElig \u0152"
                    + " oelig \u0153 Scaron \u0160 scaron \u0161 Yuml \u0178 lsaquo \u2039 rsaquo \u203a larr \u2190 rarr"
                    + " \u2192 zwnj \u200c zwj \u200d Alpha \u0391 Beta \u0392 Gamma \u0393 Delta \u0394 Omega \u03a9"
                    + " alpha \u03b1 beta \u03b2 gamma \u03b3 delta \u03b4 pi \u03c0 omega \u03c9";

    private static final Map<String, Integer> NAMES = new HashMap<>();

    static {
        int character = 0xa0;
        for (String name : LATIN.split(" ")) {
            NAMES.put(name, character++);
        }
        String[] others = OTHERS.split(" ");
        for (int i = 0; i < others.length; i += 2) {
            NAMES.put(others[i], others[i + 1].codePointAt(0));
        }
    }

    private HtmlReferences() {}

    /** The character for what stands between {@code &} and {@code ;}; -1 if there is none. */
    static int resolve(String reference) {
        if (!reference.startsWith("#")) {
            return NAMES.getOrDefault(reference, -1);
        }
        boolean hex = reference.startsWith("#x") || reference.startsWith("#X");
        int value = 0;
        for (int i = hex ? 2 : 1; i < reference.length(); i++) {
            int digit = Character.digit(reference.charAt(i), hex ? 16 : 10);
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                return -1;
            }
            value = value * (hex ? 16 : 10) + digit;
        }
        boolean valid = value > 0 && value <= Character.MAX_CODE_POINT && (value < 0xd800 || value > 0xdfff);
        return valid ? value : -1;
    }
}
