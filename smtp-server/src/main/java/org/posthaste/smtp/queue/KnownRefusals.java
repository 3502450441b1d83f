package org.posthaste.smtp.queue;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Replies by which large receivers refuse a whole server, and what its administrator can do about each: their own texts
 * point to pages that say little. The first that fits counts. Thread-safe.
 */
public final class KnownRefusals {
    private static final List<Known> ALL = List.of(
            known(
                    "ipv6 sending guidelines|ipv6_authentication_error",
                    true,
                    "The receiver takes mail over IPv6 only from hosts whose address has a name (PTR) and whose mail is"
                            + " authenticated.",
                    "Give the IPv6 address a PTR record that names this host, and the host an AAAA record back; sign"
                            + " with DKIM or publish SPF with the IPv6 address."),
            known(
                    "5\\.7\\.25|4\\.7\\.23|(does not|doesn't|do not) have a ptr|no ptr record|reverse dns|ptr record",
                    true,
                    "The address this server sends from has no name (PTR), or one that does not lead back to it.",
                    "Have whoever gave the address set its PTR record to this server's host name, with an address record"
                            + " back."),
            known(
                    "5\\.7\\.26|5\\.7\\.27|4\\.7\\.27|5\\.7\\.515|unauthenticated|dmarc",
                    false,
                    "The receiver could not authenticate the sender's domain.",
                    "Publish an SPF record that names this server's addresses, and sign with DKIM for the domain in"
                            + " From."),
            known(
                    "\\(?S31[0-9]{2}\\)?|S775|weren't sent.*block list",
                    false,
                    "Microsoft has put the network of this server's address on its own block list; other lists say"
                            + " nothing about that.",
                    "Ask for delisting at https://sender.office.com or https://olcsupport.office.com, and watch the"
                            + " address at https://sendersupport.olc.protection.outlook.com/snds/."),
            known(
                    "spamhaus",
                    false,
                    "The address or a name in the message is listed by Spamhaus.",
                    "Look it up at https://check.spamhaus.org, mend the cause named there and ask for removal; a listing"
                            + " in PBL means that mail must go over the provider's smarthost."),
            known(
                    "block(ed)? ?list|blacklist|dnsbl|\\brbl\\b|listed (at|by|in|on)|client host .*blocked",
                    false,
                    "The receiver consults a block list, and this server's address is on it.",
                    "Look the address up in the list that the reply names, mend the cause and ask for removal; until then"
                            + " a smarthost can send: posthaste relay set DOMAIN --via HOST."),
            known(
                    "4\\.7\\.28|unusual rate|rate limit|too many (messages|connections)|throttl",
                    false,
                    "The receiver takes mail of this server only slowly for now.",
                    "Nothing: the server sends more slowly by itself. If it lasts, look for an account that sends in"
                            + " masses: posthaste queue summary."));

    private KnownRefusals() {}

    /**
     * What is known of a reply.
     *
     * @param explanation what it means
     * @param remedy what to do
     * @param addressFamily it is about the address that the connection came from, so that the other kind of addresses may
     *     do better
     */
    public record Known(Pattern text, boolean addressFamily, String explanation, String remedy) {}

    private static Known known(String text, boolean addressFamily, String explanation, String remedy) {
        return new Known(Pattern.compile(text, Pattern.CASE_INSENSITIVE), addressFamily, explanation, remedy);
    }

    /** What is known of a 4yz or 5yz reply, code and status included. */
    public static Optional<Known> of(String reply) {
        return ALL.stream().filter(known -> known.text.matcher(reply).find()).findFirst();
    }
}
