package org.posthaste.smtp.verify.spf;

import java.util.Optional;

/**
 * What a client is compared with (RFC 7208 §5). A target that is missing is the domain itself. Prefix lengths are those
 * of IPv4 and IPv6.
 */
sealed interface Mechanism {
    /** Matches always (RFC 7208 §5.1). */
    record All() implements Mechanism {}

    /** Matches if the target's own record says pass (RFC 7208 §5.2). */
    record Include(MacroText target) implements Mechanism {}

    /** Matches addresses of the target (RFC 7208 §5.3). */
    record Address(Optional<MacroText> target, int prefix4, int prefix6) implements Mechanism {}

    /** Matches addresses of the target's mail exchangers (RFC 7208 §5.4). */
    record MailExchanger(Optional<MacroText> target, int prefix4, int prefix6) implements Mechanism {}

    /** Matches if the client's confirmed name lies in the target (RFC 7208 §5.5). */
    record Pointer(Optional<MacroText> target) implements Mechanism {}

    /** Matches addresses of a network, {@code ip4} and {@code ip6} (RFC 7208 §5.6). */
    record Literal(Network network) implements Mechanism {}

    /** Matches if the target has an IPv4 address (RFC 7208 §5.7). */
    record Exists(MacroText target) implements Mechanism {}
}
