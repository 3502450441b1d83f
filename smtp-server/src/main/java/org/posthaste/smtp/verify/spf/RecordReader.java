package org.posthaste.smtp.verify.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.smtp.verify.spf.SpfResult.Verdict;

/** Reads the terms of one record (RFC 7208 §4.6.1, RFC 7208 §5, RFC 7208 §6). Lives for one record. */
final class RecordReader {
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)", Pattern.DOTALL);
    private static final Pattern MECHANISM = Pattern.compile("([-+~?]?)([A-Za-z0-9]+)([:/].*)?", Pattern.DOTALL);

    /** At the end of {@code a} and {@code mx}. */
    private static final Pattern PREFIXES = Pattern.compile("(?:/(0|[1-9]\\d?))?(?://(0|[1-9]\\d{0,2}))?\\z");

    /** At the end of {@code ip4} and {@code ip6}. */
    private static final Pattern PREFIX = Pattern.compile("([^/]*)(?:/(0|[1-9]\\d{0,2}))?");

    private static final int BITS4 = 32;
    private static final int BITS6 = 128;

    private final String terms;
    private final List<Directive> directives = new ArrayList<>();
    private Optional<MacroText> redirect = Optional.empty();
    private Optional<MacroText> explanation = Optional.empty();

    RecordReader(String terms) {
        this.terms = terms;
    }

    SpfRecord read() {
        for (String term : terms.split(" ")) {
            if (term.isEmpty()) {
                continue;
            }
            try {
                term(term);
            } catch (SpfSyntaxException e) {
                throw new SpfSyntaxException(Words.printable(term, 80) + ": " + e.getMessage());
            }
        }
        return new SpfRecord(directives, redirect, explanation);
    }

    private void term(String term) {
        Matcher modifier = MODIFIER.matcher(term);
        if (modifier.matches()) {
            modifier(modifier.group(1).toLowerCase(Locale.ROOT), modifier.group(2));
            return;
        }
        Matcher mechanism = MECHANISM.matcher(term);
        if (!mechanism.matches()) {
            throw new SpfSyntaxException("no term");
        }
        String rest = mechanism.group(3) == null ? "" : mechanism.group(3);
        String name = mechanism.group(2).toLowerCase(Locale.ROOT);
        directives.add(new Directive(verdict(mechanism.group(1)), mechanism(name, rest), term));
    }

    private void modifier(String name, String value) {
        switch (name) {
            case "redirect" -> {
                once(redirect);
                redirect = Optional.of(MacroText.domain(value));
            }
            case "exp" -> {
                once(explanation);
                explanation = Optional.of(MacroText.domain(value));
            }
            default -> MacroText.string(value);
        }
    }

    private static void once(Optional<MacroText> before) {
        if (before.isPresent()) {
            throw new SpfSyntaxException("a second one");
        }
    }

    private static Verdict verdict(String qualifier) {
        return switch (qualifier) {
            case "-" -> Verdict.FAIL;
            case "~" -> Verdict.SOFTFAIL;
            case "?" -> Verdict.NEUTRAL;
            default -> Verdict.PASS;
        };
    }

    private static Mechanism mechanism(String name, String rest) {
        return switch (name) {
            case "all" -> {
                if (!rest.isEmpty()) {
                    throw new SpfSyntaxException("all has no argument");
                }
                yield new Mechanism.All();
            }
            case "include" -> new Mechanism.Include(needed(rest));
            case "exists" -> new Mechanism.Exists(needed(rest));
            case "ptr" -> new Mechanism.Pointer(rest.isEmpty() ? Optional.empty() : Optional.of(needed(rest)));
            case "a", "mx" -> host(name, rest);
            case "ip4", "ip6" -> literal(name, rest);
            default -> throw new SpfSyntaxException("unknown mechanism");
        };
    }

    private static MacroText needed(String rest) {
        if (!rest.startsWith(":")) {
            throw new SpfSyntaxException("no domain");
        }
        return MacroText.domain(rest.substring(1));
    }

    private static Mechanism host(String name, String rest) {
        Matcher prefixes = PREFIXES.matcher(rest);
        if (!prefixes.find()) {
            throw new SpfSyntaxException("no prefix length");
        }
        int prefix4 = prefix(prefixes.group(1), BITS4);
        int prefix6 = prefix(prefixes.group(2), BITS6);
        String before = rest.substring(0, prefixes.start());
        Optional<MacroText> target = before.isEmpty() ? Optional.empty() : Optional.of(needed(before));
        return name.equals("a")
                ? new Mechanism.Address(target, prefix4, prefix6)
                : new Mechanism.MailExchanger(target, prefix4, prefix6);
    }

    private static Mechanism literal(String name, String rest) {
        Matcher parts = PREFIX.matcher(rest.startsWith(":") ? rest.substring(1) : "");
        if (!parts.matches()) {
            throw new SpfSyntaxException("no network");
        }
        Optional<Network> network = name.equals("ip4")
                ? Network.ipv4(parts.group(1), prefix(parts.group(2), BITS4))
                : Network.ipv6(parts.group(1), prefix(parts.group(2), BITS6));
        return new Mechanism.Literal(network.orElseThrow(() -> new SpfSyntaxException("no network")));
    }

    private static int prefix(String digits, int bits) {
        int prefix = digits == null ? bits : Integer.parseInt(digits);
        if (prefix > bits) {
            throw new SpfSyntaxException("a prefix length above " + bits);
        }
        return prefix;
    }
}
