package org.posthaste.app.records;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as a piece of a zone file (RFC 1035 §5.1), to be included below the SOA and NS records of the domain's zone. What belongs into other zones stands there as comments. Pure.
 */
public final class ZoneText {
    private static final int STRING = 255;
    private static final String INDENT = ";   ";

    private final DomainRecords all;
    private final String origin;
    private final StringBuilder text = new StringBuilder();

    private ZoneText(DomainRecords all) {
        this.all = all;
        this.origin = ExpectedRecord.absolute(all.domain());
    }

    /** The text of all records of a domain. */
    public static String of(DomainRecords all) {
        return new ZoneText(all).write();
    }

    /** Lines of single records, with absolute names. */
    public static List<String> lines(List<ExpectedRecord> records) {
        return records.stream().map(record -> line(record, record.name())).toList();
    }

    private String write() {
        line("; DNS records of " + all.domain() + ", whose mail " + all.host().hostname() + " takes.");
        line("; They go into the zone of " + all.domain() + ", beside its SOA and NS records.");
        all.notes().forEach(note -> line("; NOTE: " + note));
        line("$ORIGIN " + origin);
        line("$TTL "
                + all.records().stream()
                        .mapToInt(ExpectedRecord::ttl)
                        .findFirst()
                        .orElse(3600));
        List<ExpectedRecord> inZone = all.inZone().toList();
        int width = inZone.stream()
                .mapToInt(record -> relative(record.name()).length())
                .max()
                .orElse(0);
        String why = "";
        for (ExpectedRecord record : inZone) {
            if (!record.why().equals(why)) {
                why = record.why();
                line("");
                line("; " + why + (record.required() ? "" : " (optional)"));
            }
            String name = relative(record.name());
            line(line(record, name + " ".repeat(width - name.length())));
        }
        policy();
        elsewhere();
        return text.toString();
    }

    private void policy() {
        if (all.host().policy().mode() != MtaStsPolicyText.Mode.NONE) {
            line("");
            line("; The MTA-STS policy, which this server serves at https://mta-sts." + all.domain()
                    + "/.well-known/mta-sts.txt:");
            all.host().policy().text().lines().forEach(each -> line(INDENT + each));
        }
    }

    private void elsewhere() {
        List<ExpectedRecord> host = new ArrayList<>();
        List<ExpectedRecord> reverse = new ArrayList<>();
        all.elsewhere().forEach(record -> (record.purpose() == ExpectedRecord.Purpose.REVERSE_NAME ? reverse : host)
                .add(record));
        if (!host.isEmpty()) {
            line("");
            line("; For the zone that the host " + all.host().hostname() + " is in:");
            lines(host).forEach(each -> line(INDENT + each));
        }
        if (!reverse.isEmpty()) {
            line("");
            line("; " + reverse.get(0).why());
            lines(reverse).forEach(each -> line(INDENT + each));
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String line(ExpectedRecord record, String name) {
        String value = record.type().equals("TXT") ? quoted(record.value()) : record.value();
        return name + " IN " + record.type() + " " + value;
    }

    /** A name as it is written below {@code $ORIGIN}. */
    private String relative(String name) {
        return relative(name, origin);
    }

    static String relative(String name, String origin) {
        if (name.equals(origin)) {
            return "@";
        }
        return name.endsWith("." + origin) ? name.substring(0, name.length() - origin.length() - 1) : name;
    }

    /** Strings of at most 255 octets (RFC 1035 §3.3), which whoever reads a TXT record joins again (RFC 7208 §3.3, RFC 6376 §3.6.2.2). */
    static String quoted(String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < octets.length; i++) {
            if (i > 0 && i % STRING == 0) {
                quoted.append("\" \"");
            }
            char c = (char) octets[i];
            quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
        return quoted.append('"').toString();
    }
}
