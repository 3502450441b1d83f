package org.posthaste.smtp.receive;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthaste.common.dns.DnsLookup;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.common.tls.TlsFacts;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.MessageAuthentication;
import org.posthaste.smtp.verify.arc.ArcHop;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.spf.SpfResult;

/**
 * What the journal tells of a message beside who, to whom and how large: the client, the Message-ID, what each check said,
 * the answers of the DNS it rests on, and the sentence that decided. Each text is bounded. Stateless.
 */
final class JournalTexts {
    private static final int LONGEST = 300;
    private static final int LONGEST_SIGNATURES = 1_000;
    private static final int LONGEST_LOOKUPS = 2_500;

    private JournalTexts() {}

    /** Adds what is known of the client and the message. */
    static void client(Map<String, String> details, SmtpSession session, InTransaction state) {
        String helo = state.greeting().name();
        if (!helo.isEmpty()) {
            details.put("helo", cut(helo, LONGEST));
        }
        session.connection().tls().map(JournalTexts::tls).ifPresent(facts -> details.put("tls", facts));
    }

    /** Adds the Message-ID: the message's own, or the one that we added. */
    static void messageId(Map<String, String> details, HeaderBlock header, Optional<String> added) {
        header.first("Message-ID")
                .map(HeaderBlock.Field::body)
                .or(() -> added)
                .ifPresent(id -> details.put("mid", cut(id.strip(), LONGEST)));
    }

    /** Adds what was found out. */
    static void judgement(Map<String, String> details, Judgement judgement) {
        MessageAuthentication found = judgement.authentication();
        details.put(
                "iprev",
                cut(found.iprev().verdict().text() + ": " + found.iprev().reason(), LONGEST));
        details.put("spf", spf(found.mailFrom()));
        if (!found.heloOnly()) {
            details.put("helo-spf", spf(found.helo()));
        }
        details.put("dkim", dkim(found.dkim()));
        if (found.arc().chain() != ArcResult.Chain.NONE) {
            details.put("arc", arc(found.arc()));
        }
        details.put("dmarc", dmarc(found.dmarc()));
        details.put("dns", dns(found.lookups()));
        boolean decided = judgement.disposition() != Disposition.DELIVER
                || judgement.override().isPresent();
        if (decided) {
            details.put("clause", cut(judgement.disposition().text() + ": " + judgement.clause(), LONGEST));
        }
    }

    /** The end of the log line, such as {@code  spf=pass dkim=pass dmarc=pass}. */
    static String log(Optional<Judgement> judgement) {
        if (judgement.isEmpty()) {
            return "";
        }
        MessageAuthentication found = judgement.get().authentication();
        boolean signed = found.dkim().stream().anyMatch(DkimResult::passed);
        String dkim = signed
                ? "pass"
                : found.dkim().isEmpty()
                        ? "none"
                        : found.dkim().get(0).verdict().text();
        Disposition disposition = judgement.get().disposition();
        return " spf=" + found.mailFrom().verdict().text() + " dkim=" + dkim + " dmarc="
                + found.dmarc().verdict().text()
                + (disposition == Disposition.DELIVER ? "" : " disposition=" + disposition.text());
    }

    private static String tls(TlsFacts facts) {
        return facts.protocol() + " " + facts.cipher();
    }

    private static String spf(SpfResult found) {
        return cut(found.verdict().text() + " " + found.domain() + ": " + found.reason(), LONGEST);
    }

    private static String dkim(List<DkimResult> found) {
        if (found.isEmpty()) {
            return "none: no signature";
        }
        return cut(
                found.stream()
                        .map(one -> cut(
                                one.verdict().text()
                                        + (one.domain().isEmpty()
                                                ? ""
                                                : " d=" + one.domain() + " s=" + one.selector() + " a="
                                                        + one.algorithm())
                                        + ": " + one.reason(),
                                LONGEST))
                        .collect(Collectors.joining("\n")),
                LONGEST_SIGNATURES);
    }

    private static String arc(ArcResult found) {
        String sealers = found.hops().stream().map(ArcHop::sealer).collect(Collectors.joining(", "));
        return cut(
                found.chain().text() + (sealers.isEmpty() ? "" : " (sealed by " + sealers + ")") + ": "
                        + found.reason(),
                LONGEST);
    }

    private static String dmarc(DmarcResult found) {
        return cut(
                found.verdict().text()
                        + (found.authorDomain().isEmpty() ? "" : " " + found.authorDomain())
                        + ": " + found.reason(),
                LONGEST);
    }

    /** Whole lines, as many as there is room for. */
    private static String dns(List<DnsLookup> lookups) {
        StringBuilder lines = new StringBuilder();
        int left = lookups.size();
        for (DnsLookup lookup : lookups) {
            String line = lookup.toString();
            if (lines.length() + line.length() + 20 > LONGEST_LOOKUPS) {
                return lines.append("and ").append(left).append(" more").toString();
            }
            lines.append(line).append(--left > 0 ? "\n" : "");
        }
        return lines.toString();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 3) + "...";
    }
}
