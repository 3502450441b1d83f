package org.posthaste.smtp.verify;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.message.FoldedField;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfResult;

/**
 * Writes what was found out about a message: RFC 8601 §2.2, with the properties registered for each method. Domains are
 * A-labels, which every reader understands (RFC 8616 §3); of the reverse-path only the domain is told (RFC 8601 §2.7.2).
 * Texts of strangers stand in comments or quoted strings, bounded, in printable ASCII. A value.
 */
public final class AuthenticationResults {
    private static final int LONGEST_COMMENT = 120;
    private static final int LONGEST_VALUE = 253;
    /** RFC 2045 §5.1: what no token holds, besides blanks, control characters and anything beyond ASCII. */
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    private final String authservId;
    private final List<List<String>> results = new ArrayList<>();

    /** Results in the name of {@code authservId}. */
    public AuthenticationResults(String authservId, InetAddress client, MessageAuthentication found) {
        this.authservId = authservId;
        dmarc(found.dmarc());
        if (found.dkim().isEmpty()) {
            results.add(List.of("dkim=none"));
        }
        found.dkim().forEach(this::dkim);
        if (!found.heloOnly()) {
            spf(found.mailFrom());
        }
        spf(found.helo());
        if (found.arc().chain() != ArcResult.Chain.NONE) {
            arc(found.arc(), client);
        }
        iprev(found.iprev(), client);
    }

    /** The whole field, folded, with its line end. */
    public String field() {
        FoldedField field = new FoldedField("Authentication-Results").word(authservId + ";");
        for (int i = 0; i < results.size(); i++) {
            List<String> words = results.get(i);
            field.line(words.get(0) + (words.size() == 1 ? end(i) : ""));
            for (int j = 1; j < words.size(); j++) {
                field.word(words.get(j) + (j + 1 == words.size() ? end(i) : ""));
            }
        }
        return field.toString();
    }

    /** What stands behind the field's name, in one line: for ARC-Authentication-Results (RFC 8617 §4.1.1). */
    public String payload() {
        StringBuilder text = new StringBuilder(authservId).append(';');
        for (int i = 0; i < results.size(); i++) {
            results.get(i).forEach(word -> text.append(' ').append(word));
            text.append(end(i));
        }
        return text.toString();
    }

    private String end(int index) {
        return index + 1 < results.size() ? ";" : "";
    }

    private void dmarc(DmarcResult found) {
        List<String> words = result("dmarc=" + found.verdict().text(), found.reason());
        if (!found.authorDomain().isEmpty()) {
            words.add("header.from=" + value(found.authorDomain()));
        }
        if (found.record().isPresent()) {
            words.add("policy.dmarc=" + found.policy().text());
        }
    }

    private void dkim(DkimResult found) {
        List<String> words = result("dkim=" + found.verdict().text(), found.reason());
        property(words, "header.d", found.domain());
        property(words, "header.i", found.identity());
        property(words, "header.s", found.selector());
        property(words, "header.a", found.algorithm());
        property(words, "header.b", found.signatureStart());
    }

    private void spf(SpfResult found) {
        List<String> words = result("spf=" + found.verdict().text(), found.reason());
        property(words, found.identity() == SpfResult.Identity.HELO ? "smtp.helo" : "smtp.mailfrom", found.domain());
    }

    private void arc(ArcResult found, InetAddress client) {
        List<String> words = result("arc=" + found.chain().text(), found.reason());
        words.add("smtp.remote-ip=" + value(address(client)));
    }

    private void iprev(IprevResult found, InetAddress client) {
        List<String> words = result("iprev=" + found.verdict().text(), found.reason());
        words.add("policy.iprev=" + value(address(client)));
    }

    private List<String> result(String result, String reason) {
        List<String> words = new ArrayList<>();
        words.add(result);
        if (!reason.isEmpty()) {
            words.addAll(List.of(comment(reason).split(" ", -1)));
        }
        results.add(words);
        return words;
    }

    private static void property(List<String> words, String name, String value) {
        if (!value.isEmpty()) {
            words.add(name + "=" + value(value));
        }
    }

    private static String comment(String text) {
        StringBuilder comment = new StringBuilder("(");
        String cut = text.length() <= LONGEST_COMMENT ? text : text.substring(0, LONGEST_COMMENT - 3) + "...";
        boolean blank = true;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (c <= ' ') {
                comment.append(blank ? "" : " ");
                blank = true;
                continue;
            }
            blank = false;
            if (c == '(' || c == ')' || c == '\\') {
                comment.append('\\');
            }
            comment.append(c < 0x7f ? c : '?');
        }
        return comment.toString().stripTrailing() + ")";
    }

    /** RFC 8601 §2.2 pvalue: a token, an identity with an at sign, or else a quoted string. */
    private static String value(String text) {
        String cut = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE);
        String domain = cut.substring(cut.lastIndexOf('@') + 1);
        String local = cut.substring(0, Math.max(0, cut.length() - domain.length() - 1));
        if (!domain.isEmpty()
                && domain.chars().allMatch(AuthenticationResults::isTokenCharacter)
                && local.chars().allMatch(c -> isTokenCharacter(c) || c == '/' || c == '=' || c == '?')) {
            return cut;
        }
        StringBuilder quoted = new StringBuilder("\"");
        cut.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c > ' ' && c < 0x7f ? (char) c : '?');
        });
        return quoted.append('"').toString();
    }

    private static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 0x7f && SPECIALS.indexOf(c) < 0;
    }

    private static String address(InetAddress client) {
        String text = client.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
