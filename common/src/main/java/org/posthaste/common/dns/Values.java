package org.posthaste.common.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;

/** Records of the wire as our values. Stateless. */
final class Values {
    private Values() {}

    /** The values of records all of one type; those of types we have no value for are left out. */
    static List<Object> of(List<Record> records) {
        return records.stream()
                .map(Values::of)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static Optional<Object> of(Record record) {
        if (record instanceof ARecord a) {
            return address(a.getAddress());
        } else if (record instanceof AAAARecord aaaa) {
            return address(aaaa.getAddress());
        } else if (record instanceof MXRecord mx) {
            return Optional.of(new MxRecord(mx.getPriority(), Question.text(mx.getTarget())));
        } else if (record instanceof TXTRecord txt) {
            return Optional.of(joined(txt));
        } else if (record instanceof PTRRecord ptr) {
            return Optional.of(Question.text(ptr.getTarget()));
        } else if (record instanceof NSRecord ns) {
            return Optional.of(Question.text(ns.getTarget()));
        } else if (record instanceof TLSARecord tlsa) {
            return Optional.of(new TlsaRecord(
                    tlsa.getCertificateUsage(),
                    tlsa.getSelector(),
                    tlsa.getMatchingType(),
                    tlsa.getCertificateAssociationData()));
        }
        return Optional.empty();
    }

    /** The address alone: dnsjava gives it the name it was found at, and that need not be its name. */
    private static Optional<Object> address(@Nullable InetAddress found) {
        try {
            return found == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(found.getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String joined(TXTRecord record) {
        StringBuilder text = new StringBuilder();
        for (byte[] string : record.getStringsAsByteArrays()) {
            text.append(new String(string, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
