package org.posthaste.smtp.srs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

/**
 * The Sender Rewriting Scheme: {@code ann@sender.example} becomes {@code SRS0=HASH=DAY=sender.example=ann@ours}, and
 * what another forwarder rewrote, {@code SRS0=X@theirs}, becomes {@code SRS1=HASH=theirs==X@ours}, so that addresses do
 * not grow from hop to hop. The hash makes it ours: nobody else can make us send mail to addresses of their choice. It
 * holds for {@value #DAYS} days. Thread-safe.
 */
public final class SenderRewriting {
    private static final int DAYS = 21;
    private static final int DAYS_IN_CIRCLE = 1024;
    private static final int HASH_LENGTH = 8;
    private static final int MAX_LOCAL_PART = 128;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern REWRITTEN = Pattern.compile("SRS[01][=+-].*", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIRST = Pattern.compile(
            "SRS0[=+-]([a-z2-7]{8})=([a-z2-7]{2})=([^=]+)=(.+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern FURTHER =
            Pattern.compile("SRS1[=+-]([a-z2-7]{8})=([^=]+)=([=+-].+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern OF_OTHERS =
            Pattern.compile("SRS0([=+-].+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern FURTHER_OF_OTHERS =
            Pattern.compile("SRS1[=+-][^=]+=([^=]+)=([=+-].+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final SecretKey key;
    private final Clock clock;

    /** Rewrites with a key that only we know. */
    public SenderRewriting(SecretKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** True for an address that some forwarder rewrote. */
    public static boolean isRewritten(MailAddress address) {
        return REWRITTEN.matcher(address.localPart()).matches();
    }

    /**
     * The sender as an address of one of our domains; empty if it would be too long for other hosts.
     *
     * @param domain of the address here that forwards
     */
    public Optional<MailAddress> rewrite(MailAddress sender, String domain) {
        String local = sender.localPart();
        Matcher first = OF_OTHERS.matcher(local);
        Matcher further = FURTHER_OF_OTHERS.matcher(local);
        String rewritten;
        if (further.matches()) {
            rewritten = further(further.group(1), further.group(2));
        } else if (first.matches()) {
            rewritten = further(sender.domain(), first.group(1));
        } else {
            String day = day(clock.millis() / 86_400_000 % DAYS_IN_CIRCLE);
            rewritten = "SRS0=" + hash(day, sender.domain(), local) + "=" + day + "=" + sender.domain() + "=" + local;
        }
        boolean fits = rewritten.getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_PART;
        return fits ? Optional.of(new MailAddress(rewritten, domain)) : Optional.empty();
    }

    private String further(String forwarder, String rest) {
        return "SRS1=" + hash("1", forwarder, rest) + "=" + forwarder + "=" + rest;
    }

    /** Whom a rewritten address of ours stands for; empty if it is forged, expired, or none. */
    public Optional<MailAddress> original(MailAddress rewritten) {
        Matcher first = FIRST.matcher(rewritten.localPart());
        if (first.matches()) {
            String day = first.group(2).toLowerCase(Locale.ROOT);
            boolean ours = same(first.group(1), hash(day, first.group(3), first.group(4)));
            return ours && fresh(day) ? address(first.group(4), first.group(3)) : Optional.empty();
        }
        Matcher further = FURTHER.matcher(rewritten.localPart());
        if (further.matches()) {
            boolean ours = same(further.group(1), hash("1", further.group(2), further.group(3)));
            return ours ? address("SRS0" + further.group(3), further.group(2)) : Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<MailAddress> address(String local, String domain) {
        return AddressParser.domainOrLiteral(domain).map(name -> new MailAddress(local, name));
    }

    private boolean fresh(String day) {
        long then = 32L * BASE32.indexOf(day.charAt(0)) + BASE32.indexOf(day.charAt(1));
        long age = Math.floorMod(clock.millis() / 86_400_000 - then, DAYS_IN_CIRCLE);
        return age <= DAYS;
    }

    private static String day(long number) {
        return "" + BASE32.charAt((int) (number / 32)) + BASE32.charAt((int) (number % 32));
    }

    /** Of lower case, as hosts on the way back may change the case. */
    private String hash(String stamp, String domain, String local) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String signed = (stamp + "\0" + domain + "\0" + local).toLowerCase(Locale.ROOT);
            byte[] octets = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            StringBuilder hash = new StringBuilder(HASH_LENGTH);
            for (int i = 0; i < HASH_LENGTH; i++) {
                hash.append(BASE32.charAt(octets[i] & 31));
            }
            return hash.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + ALGORITHM, e);
        }
    }

    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(
                given.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII),
                expected.getBytes(StandardCharsets.US_ASCII));
    }
}
