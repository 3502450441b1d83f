package org.posthaste.smtp.report;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;

/** Whatever the octets of a report: a report or the reason why not. */
class ReportFuzzTest {
    private static final ReportLimits LIMITS = new ReportLimits(1 << 20, 1 << 20, 400, 50, 3);

    private interface Reading {
        void read() throws UnreadableReport;
    }

    @FuzzTest
    void fuzz(byte[] octets) {
        MessageParser parser = new MessageParser();
        parser.accept(octets, 0, octets.length);
        List<Reading> readings = List.of(
                () -> new DmarcReportParser(LIMITS).parse(new ByteArrayInputStream(octets)),
                () -> new TlsReportParser(LIMITS).parse(new ByteArrayInputStream(octets)),
                () -> new ReportReader(LIMITS)
                        .read(ByteSource.of(octets), parser.finish().parts()));
        for (Reading reading : readings) {
            try {
                reading.read();
            } catch (UnreadableReport e) {
                e.reason();
            }
        }
    }
}
