package org.posthaste.common.dns;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * Reads a resolver's answer: along its CNAMEs to the records (RFC 1034 §3.6.2, RFC 2181 §10.1), or to the proof that
 * there are none (RFC 2308 §2). Records that do not belong to that chain are not looked at. Stateless.
 */
final class AnswerReader {
    /** How long absence is believed at most (RFC 2308 §5 suggests hours; mail is to flow soon after a mistake is mended). */
    private static final long MAX_ABSENCE_SECONDS = 900;

    /** What an answer says. */
    sealed interface Reading {
        /** Records of the type asked for. */
        record Records(List<Record> records, Name owner, long ttl) implements Reading {}

        /** None there, or no such name. A TTL of 0: not to be kept. */
        record Absent(boolean name, long ttl) implements Reading {}

        /** A CNAME leads to a name of which the answer says nothing. */
        record Elsewhere(Name target, long ttl) implements Reading {}

        /** CNAMEs lead in circles. */
        record Circle() implements Reading {}
    }

    private AnswerReader() {}

    static Reading read(Message message, Name asked, int type) {
        List<Record> answer = message.getSection(Section.ANSWER);
        Set<Name> seen = new HashSet<>();
        Name name = asked;
        long ttl = Integer.MAX_VALUE;
        while (seen.add(name)) {
            List<Record> records = new ArrayList<>();
            Name target = null;
            for (Record record : answer) {
                if (record.getDClass() != DClass.IN || !record.getName().equals(name)) {
                    continue;
                }
                if (record.getType() == type) {
                    records.add(record);
                    ttl = Math.min(ttl, record.getTTL());
                } else if (record instanceof CNAMERecord alias && target == null) {
                    target = alias.getTarget();
                    ttl = Math.min(ttl, record.getTTL());
                }
            }
            if (!records.isEmpty()) {
                return new Reading.Records(records, name, ttl);
            }
            if (target == null) {
                return nothing(message, name, seen.size() > 1, ttl);
            }
            name = target;
        }
        return new Reading.Circle();
    }

    private static Reading nothing(Message message, Name name, boolean followed, long ttl) {
        long absence = 0;
        boolean start = false;
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                start = true;
                absence = Math.min(Math.min(soa.getTTL(), soa.getMinimum()), MAX_ABSENCE_SECONDS);
            }
        }
        boolean noName = message.getRcode() == Rcode.NXDOMAIN;
        return followed && !start && !noName
                ? new Reading.Elsewhere(name, ttl)
                : new Reading.Absent(noName, Math.min(ttl, absence));
    }
}
